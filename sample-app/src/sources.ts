import { join } from 'node:path';

/**
 * Where templates and pictures are: beside the code that they belong to. They are read from here, so that a template that
 * is edited shows at once; a project of the Nest CLI names them in nest-cli.json instead, and reads them from dist/.
 */
export const sources = join(import.meta.dirname, '../src');

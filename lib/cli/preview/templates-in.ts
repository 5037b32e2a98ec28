import { readdirSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { TemplateDirectory } from '../../template/template-directory.js';
import type { TemplateEngine } from '../../template/template-engine.js';
import { UsageError } from '../command.js';
import { withPackages } from './packages.js';

/** Engines by the ending of their files. Handlebars fills in what the others do not. */
const ENGINES: Readonly<Record<string, (handlebars: TemplateEngine) => Promise<TemplateEngine>>> = {
  '.hbs': (handlebars) => Promise.resolve(handlebars),
  '.mjml': async (engine) => (await import('../../integrations/mjml/index.js')).mjml({ engine }),
  '.md': async (engine) => (await import('../../integrations/markdown/index.js')).markdown({ engine }),
};

/**
 * The templates of a directory, with the engines that its files ask for.
 * @throws UsageError when it is no directory, or a package is missing
 */
export async function templatesIn(directory: string): Promise<TemplateDirectory> {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`There is no folder ${directory}. Give --templates the folder of the templates.`);
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const endings = new Set(['.hbs', ...files.map(extname)]);
  return withPackages(async () => {
    const handlebars = (await import('../../integrations/handlebars/index.js')).handlebars();
    const loads = Array.from(endings, (ending) => ENGINES[ending]?.(handlebars));
    const engines = await Promise.all(loads.filter((load) => load !== undefined));
    return new TemplateDirectory({ directory, engine: engines, reload: true });
  });
}

import type { DocumentedTables } from '../lib/config/documented-tables.js';

export function withTables(page: string, tables: DocumentedTables): Promise<string>;

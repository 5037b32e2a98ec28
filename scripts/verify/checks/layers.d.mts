export function mayImport(file: string, imported: string): boolean;

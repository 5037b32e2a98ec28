export function mayImport(file: string, imported: string): boolean;
export function circular(imports: readonly (readonly [file: string, imported: string])[]): string[];

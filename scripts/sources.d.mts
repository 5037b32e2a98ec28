export function filesBelow(folder: string, ending: string): string[];
export function importsOf(file: string): string[];
export function filesReachedFrom(file: string): Set<string>;
export function packagesReachedFrom(file: string): Set<string>;
export function packageOf(specifier: string): string;

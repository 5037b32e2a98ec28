import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files below a folder with this ending, as paths from the root of the package. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

/** What a source or declaration file imports or re-exports, as it is written there. */
export function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  // At the start of a line (so not in a comment), or as a call: in code, and in the types that tsc infers.
  const imports =
    /^(?:import|export)\b[^'"]*?from ['"]([^'"]+)['"]|^import ['"]([^'"]+)['"]|\b(?:import|require)\(["']([^"']+)["']\)/gmu;
  return [...text.matchAll(imports)].map(([, from, bare, called]) => from ?? bare ?? called ?? '');
}

/** Every package that a file reaches through its own relative imports; a declaration file reaches declarations. */
export function packagesReachedFrom(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  const inKind = (specifier: string): string =>
    file.endsWith('.d.ts') ? specifier.replace(/\.js$/u, '.d.ts') : specifier;
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const specifier of importsOf(file)) {
    if (!specifier.startsWith('.')) packages.add(packageOf(specifier));
    else
      for (const one of packagesReachedFrom(join(dirname(file), inKind(specifier)), seen)) packages.add(one);
  }
  return packages;
}

/** `@scope/name` or `name` of an import. */
export function packageOf(specifier: string): string {
  return specifier.startsWith('node:')
    ? 'node'
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
}

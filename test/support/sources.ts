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
  return [...text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'/gmu)].map(
    ([, from, bare]) => from ?? bare ?? '',
  );
}

/** Every package that a file reaches through its own relative imports. */
export function packagesReachedFrom(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const specifier of importsOf(file)) {
    if (!specifier.startsWith('.')) packages.add(packageOf(specifier));
    else for (const one of packagesReachedFrom(join(dirname(file), specifier), seen)) packages.add(one);
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

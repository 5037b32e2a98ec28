// What sources and declarations import; for the build and for the checks of the package.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files below a folder with this ending, as paths from the root of the package. */
export function filesBelow(folder, ending) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

/** What a source or declaration file imports or re-exports, as it is written there. */
export function importsOf(file) {
  const text = readFileSync(file, 'utf8');
  // At the start of a line (so not in a comment), or as a call: in code, and in the types that tsc infers.
  const imports =
    /^(?:import|export)\b[^'"]*?from ['"]([^'"]+)['"]|^import ['"]([^'"]+)['"]|\b(?:import|require)\(["']([^"']+)["']\)/gmu;
  return [...text.matchAll(imports)].map(([, from, bare, called]) => from ?? bare ?? called ?? '');
}

/** The file and all that it reaches by relative imports; a declaration file reaches declarations. */
export function filesReachedFrom(file, reached = new Set()) {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const specifier of importsOf(file)) {
    if (specifier.startsWith('.')) filesReachedFrom(join(dirname(file), inKind(specifier, file)), reached);
  }
  return reached;
}

/** Every package that a file reaches, itself or through its relative imports. */
export function packagesReachedFrom(file) {
  const specifiers = [...filesReachedFrom(file)].flatMap(importsOf);
  return new Set(specifiers.filter((specifier) => !specifier.startsWith('.')).map(packageOf));
}

/** `@scope/name` or `name` of an import. */
export function packageOf(specifier) {
  if (specifier.startsWith('node:')) return 'node';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function inKind(specifier, file) {
  return file.endsWith('.d.ts') ? specifier.replace(/\.([cm]?)js$/u, '.d.$1ts') : specifier;
}

import { pathToFileURL } from 'node:url';
import { run } from '../../packed-package.mjs';
import { codeEntries } from './manifest.mjs';

/** Nest shows the names that classes and functions have themselves; a bundler may have changed them. */
export function namesOfBothBuilds({ manifest }) {
  const entries = codeEntries(manifest);
  const imported = namesIn('module', entries, ({ import: esm }) => `await import('${urlOf(esm.default)}')`);
  const required = namesIn('commonjs', entries, ({ require: cjs }) => `require('${cjs.default}')`);
  for (const [subpath, names] of Object.entries(imported)) {
    if (`${names}` !== `${required[subpath]}`)
      throw new Error(`${subpath}: ${names} but ${required[subpath]}`);
    const renamed = names.find(([exported, own]) => own !== null && own !== exported);
    if (names.length === 0 || renamed) throw new Error(`${subpath} exports ${renamed ?? 'nothing'}.`);
  }
  return `${Object.values(imported).flat().length} names`;
}

/** By subpath: what it exports, and the name that each has itself; a symbol has none. */
function namesIn(type, entries, loading) {
  const modules = entries.map(([subpath, entry]) => `${JSON.stringify(subpath)}: ${loading(entry)}`);
  const script = `
    const namesOf = (module) => Object.entries(module).map(([key, value]) => [key, value.name ?? null]).sort();
    const modules = { ${modules.join(', ')} };
    console.log(JSON.stringify(Object.fromEntries(Object.keys(modules).map((key) => [key, namesOf(modules[key])]))));
  `;
  return JSON.parse(run(process.execPath, `--input-type=${type}`, '-e', script));
}

function urlOf(path) {
  return pathToFileURL(path).href;
}

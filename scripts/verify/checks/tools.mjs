import { run } from '../../packed-package.mjs';

export function publint({ packed }) {
  const printed = run('npx', 'publint', 'run', '--strict', packed.tarball);
  if (!printed.includes('All good!')) throw new Error(printed);
  return 'no finding';
}

export function attw({ manifest, packed }) {
  const printed = run('npx', 'attw', packed.tarball, '--format', 'ascii');
  if (!printed.includes('No problems found')) throw new Error(printed);
  return `${Object.keys(manifest.exports).length} entries`;
}

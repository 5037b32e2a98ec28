// Every check of the package, one line each: npm run verify
import { rmSync } from 'node:fs';
import { checks, openPackage } from './checks.mjs';

const width = Math.max(...checks.map(({ name }) => name.length));
const pkg = openPackage();
let failed = 0;
try {
  for (const { name, check } of checks) {
    const [state, figure] = await resultOf(check);
    if (state === 'failed') failed += 1;
    console.log(`${name.padEnd(width)}  ${state.padEnd(7)}  ${figure}`);
  }
} finally {
  rmSync(pkg.folder, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;

async function resultOf(check) {
  try {
    const figure = await check(pkg);
    return figure.notRun === undefined ? ['ok', figure] : ['not run', figure.notRun];
  } catch (error) {
    return ['failed', error.message];
  }
}

import { build, version } from 'esbuild';
import { runApplication } from '../application.mjs';

/** The short form of `npm run verify:matrix`: this Node, this Nest, and no optional peer installed. */
export async function sendsFromInstalled({ folder }) {
  for (const program of ['mjs', 'cjs']) await runApplication({ folder, program });
  return `as ES module and as CommonJS, Node ${process.versions.node}`;
}

/** As functions are deployed. */
export async function sendsFromBundle({ folder, manifest }) {
  // Nest has optional peers of its own, which are its users' to name.
  const external = ['@nestjs/*', 'reflect-metadata', 'rxjs', ...Object.keys(manifest.dependencies)];
  const prepared = async (source) => {
    const outfile = source.replace('application', 'bundle');
    // Packages are looked for where the package is installed, not where the links lead.
    const place = { bundle: true, platform: 'node', preserveSymlinks: true, logLevel: 'silent' };
    await build({ ...place, entryPoints: [source], outfile, external });
    return outfile;
  };
  await runApplication({ folder, program: 'cjs', prepared });
  return `by esbuild ${version}`;
}

import { runApplication } from '../application.mjs';

/** The short form of `npm run verify:matrix`: this Node, this Nest, and no optional peer installed. */
export async function sendsFromInstalled({ folder }) {
  for (const program of ['mjs', 'cjs']) await runApplication({ folder, program });
  return `as ES module and as CommonJS, Node ${process.versions.node}`;
}

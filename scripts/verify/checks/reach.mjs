import { packagesReachedFrom } from '../../sources.mjs';
import { expectNone } from './none.mjs';

/** The types of Node are there, because those of nodemailer need them as well. */
const OF_EVERY_USER = ['@nestjs/common', 'node', 'nodemailer'];

/** Required in `on-demand.cjs`, where a setting asks for it, and its lack is an error with the command that installs it. */
const LOADED_BY_SETTINGS = ['socks'];

export function typesOfOthers({ installed }) {
  const named = [...packagesReachedFrom(`${installed}/dist/esm/index.d.ts`)];
  expectNone(
    named.filter((name) => !OF_EVERY_USER.includes(name)),
    'The types of the main entry name',
  );
  return named.toSorted().join(', ');
}

export function reachedPackages({ installed, optionalPeers }) {
  const reached = [...packagesReachedFrom(`${installed}/dist/esm/index.js`)];
  if (!reached.includes('@nestjs/common')) throw new Error('The imports of the main entry were not found.');
  expectNone(
    reached.filter((name) => optionalPeers.includes(name) && !LOADED_BY_SETTINGS.includes(name)),
    'The main entry imports',
  );
  return `none of ${optionalPeers.length}, but ${LOADED_BY_SETTINGS.join(', ')} where a setting asks for it`;
}

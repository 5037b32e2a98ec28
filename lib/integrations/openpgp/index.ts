export type { OpenPgpOptions, OpenPgpSigner } from './openpgp-options.js';
export { openpgp } from './openpgp.js';

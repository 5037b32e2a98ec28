export { openpgp, type OpenPgpOptions, type OpenPgpSigner } from './openpgp.js';

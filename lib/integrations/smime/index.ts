export type { SmimeSigner } from './signer.js';
export { smime, type SmimeOptions } from './smime.js';

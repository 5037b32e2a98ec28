import type { FindKey } from '../../index.js';

/** Who signs. */
export interface OpenPgpSigner {
  /** Armored text or a file. */
  readonly privateKey: string;
  /** Of an encrypted private key. */
  readonly passphrase?: string;
}

/** What is done to mails; at least one of the two. */
export interface OpenPgpOptions {
  /** Signs: with the key whose user ID names the author of the mail. */
  readonly sign?: OpenPgpSigner | readonly OpenPgpSigner[];
  /**
   * Encrypts: the public keys of the recipients by their addresses, each as armored text or a file, or a function that finds
   * them. A mail is not sent when one is missing. Subject and addresses stay readable.
   */
  readonly encrypt?: Readonly<Record<string, string>> | FindKey;
}

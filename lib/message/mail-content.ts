import type { ContentSource } from './compose/content-source.js';

/** Where content comes from that is not at hand. */
export type ContentOrigin =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: URL }
  | { readonly kind: 'stream'; readonly stream: AsyncIterable<unknown> };

/**
 * Stands for content that has to be brought before the mail can be sent. No mail with one of these is composed: it would
 * go out without its file.
 */
export class PendingContent {
  /** Not printed with the mail: an address may hold a signature, a stream its options. */
  readonly #origin: ContentOrigin;

  /** @param field where the caller wrote it, such as `attachments[0].path` */
  constructor(
    readonly field: string,
    origin: ContentOrigin,
  ) {
    this.#origin = origin;
  }

  get origin(): ContentOrigin {
    return this.#origin;
  }
}

/** What a file of a mail holds: bytes, text, or a file that is read as the server takes it. */
export type MailContent = string | Uint8Array | ContentSource;

/** A file of a checked message. */
export interface MailAttachment {
  readonly filename: string;
  /** Never pending in a mail that a transport is given. */
  readonly content: MailContent | PendingContent;
  readonly contentType?: string | undefined;
}

/** A part of a checked message that its HTML shows. */
export interface MailInlineAttachment extends MailAttachment {
  /** Without angle brackets. */
  readonly cid: string;
}

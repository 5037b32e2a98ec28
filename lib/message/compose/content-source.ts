/** Content that is read piece by piece, from its start for each attempt to send it: a large file. */
export interface ContentSource {
  /** Bytes, where they are known: the mail server is then told how large the mail is. */
  readonly size?: number | undefined;
  open(): AsyncIterable<Uint8Array>;
}

/** Tells a source from content that is in memory. */
export function isContentSource(content: Buffer | string | ContentSource): content is ContentSource {
  return typeof content === 'object' && 'open' in content;
}

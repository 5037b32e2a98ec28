import PostalMime, { type Attachment, decodeWords } from 'postal-mime';

/** A file of a mail. */
export interface MailFile {
  readonly filename: string;
  readonly type: string;
  /** Content-ID without angle brackets, where there is one. */
  readonly cid: string | undefined;
  readonly content: Buffer;
}

/** What a mail holds, as a mail program reads it. */
export interface MailParts {
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly files: readonly MailFile[];
}

/** Reads a mail whole. */
export async function partsOf(raw: Buffer): Promise<MailParts> {
  const { text, html, headers, attachments } = await PostalMime.parse(raw);
  return {
    text,
    html,
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value: decodeWords(value) })),
    files: attachments.map(fileOf),
  };
}

function fileOf({ filename, mimeType, contentId, content }: Attachment): MailFile {
  return {
    filename: filename ?? 'attachment',
    type: mimeType,
    cid: contentId?.replaceAll(/^<|>$/gu, ''),
    content: typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
  };
}

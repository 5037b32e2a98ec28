/**
 * What a file holds: bytes, text that is written as UTF-8, or anything that yields such pieces, such as a `Readable`.
 * What yields pieces is read once, before the mail is sent; a message that holds it cannot be sent twice or queued.
 */
export type AttachmentContent = string | Uint8Array | AsyncIterable<string | Uint8Array>;

interface AttachmentFields {
  /**
   * Media type, such as `application/pdf`. Default: by the extension of the name; of an address whose name has none, what
   * the host says; else `application/octet-stream`.
   */
  readonly contentType?: string;
}

/** A file whose content is at hand. */
export interface ContentAttachment extends AttachmentFields {
  /** Name shown to the recipient. Of a path, only what is behind the last separator. */
  readonly filename: string;
  readonly content: AttachmentContent;
  readonly path?: undefined;
  readonly url?: undefined;
}

/** A file of this machine, read when the mail is sent. */
export interface PathAttachment extends AttachmentFields {
  /**
   * A file below one of the folders of `nest.mail.attachments.roots`; without that setting every path is refused. A
   * relative path begins at each of them in turn. Links and `..` are followed before the check.
   */
  readonly path: string;
  /** Default: the name of the file. */
  readonly filename?: string;
  readonly content?: undefined;
  readonly url?: undefined;
}

/** A file that is fetched when the mail is sent. */
export interface UrlAttachment extends AttachmentFields {
  /**
   * An address at one of the hosts of `nest.mail.attachments.hosts`; without that setting every address is refused.
   * Redirects may not leave those hosts.
   */
  readonly url: string | URL;
  /** Default: the last part of the address's path. */
  readonly filename?: string;
  readonly content?: undefined;
  readonly path?: undefined;
}

/** A file that travels with the mail. */
export type Attachment = ContentAttachment | PathAttachment | UrlAttachment;

interface InlineFields {
  /** Content-ID without angle brackets (RFC 2392), as it stands behind `cid:` in the HTML. */
  readonly cid: string;
}

/** An image or other part that the HTML shows by `<img src="cid:…">`. The name of one whose content is at hand is its `cid` by default. */
export type InlineAttachment = InlineFields &
  ((Omit<ContentAttachment, 'filename'> & { readonly filename?: string }) | PathAttachment | UrlAttachment);

import type { AttachmentsConfig } from '../../config/mailer-config.js';
import type { Mail } from '../../message/mail.js';
import { type MailAttachment, type MailContent, PendingContent } from '../../message/mail-content.js';
import { type MailStep, neverGivenUp } from '../preparation.js';
import { collect } from './collect.js';
import { readFileBelow } from './file-roots.js';
import { RemoteAccess } from './remote-access.js';
import { fetchFile } from './remote-file.js';
import { tooLarge } from './size-limit.js';

/** The step that brings the files of a mail. A mail whose files are at hand is only measured. */
export function loadAttachments(config: AttachmentsConfig): MailStep {
  // Made for the first file that is fetched, and then kept.
  let access: RemoteAccess | undefined;
  const accessOnce = (): RemoteAccess => (access ??= new RemoteAccess(config));
  return (mail, givenUp = neverGivenUp) => {
    const { attachments, inline } = mail;
    if (attachments.length === 0 && inline.length === 0) return mail;
    const loading = new Loading(config, accessOnce, givenUp);
    for (const [index, { content }] of attachments.entries()) loading.count(content, `attachments[${index}]`);
    for (const [index, { content }] of inline.entries()) loading.count(content, `inline[${index}]`);
    return loading.isNeeded ? load(mail, loading) : mail;
  };
}

async function load(mail: Mail, loading: Loading): Promise<Mail> {
  return {
    ...mail,
    attachments: await loading.all(mail.attachments),
    inline: await loading.all(mail.inline),
  };
}

/** Content, and what its host calls it. */
interface Brought {
  readonly content: MailContent;
  readonly contentType?: string | undefined;
}

/** The files of one mail, which share its limits. */
class Loading {
  readonly #config: AttachmentsConfig;
  #left: number;
  #isNeeded = false;
  #signal: AbortSignal | undefined;
  readonly #access: () => RemoteAccess;
  readonly #givenUp: () => AbortSignal;

  constructor(config: AttachmentsConfig, access: () => RemoteAccess, givenUp: () => AbortSignal) {
    this.#config = config;
    this.#access = access;
    this.#givenUp = givenUp;
    this.#left = config.maxSize;
  }

  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** @throws MailPreparationError when what is at hand is larger than a mail may be */
  count(content: MailAttachment['content'], field: string): void {
    if (content instanceof PendingContent) {
      this.#isNeeded = true;
      return;
    }
    this.#left -= sizeOf(content);
    if (this.#left < 0) throw tooLarge(field);
  }

  /** One after the other: each may take what those before left of size and time. */
  async all<T extends MailAttachment>(files: readonly T[]): Promise<T[]> {
    const loaded: T[] = [];
    for (const file of files) {
      const { content } = file;
      loaded.push(content instanceof PendingContent ? await this.#bring(file, content) : file);
    }
    return loaded;
  }

  async #bring<T extends MailAttachment>(file: T, pending: PendingContent): Promise<T> {
    const { content, contentType } = await this.#read(pending);
    this.#left -= sizeOf(content);
    // The name says more than a host that was set up in a hurry.
    const isNamed = /\.[^.]+$/u.test(file.filename);
    return { ...file, content, contentType: file.contentType ?? (isNamed ? undefined : contentType) };
  }

  async #read({ field, origin }: PendingContent): Promise<Brought> {
    const limit = this.#left;
    if (origin.kind === 'path')
      return { content: await readFileBelow(this.#config.roots, origin.path, field, limit) };
    this.#signal ??= AbortSignal.any([AbortSignal.timeout(this.#config.timeout), this.#givenUp()]);
    const signal = this.#signal;
    if (origin.kind === 'stream')
      return { content: await collect(origin.stream, { field, limit, signal, permanent: true }) };
    return fetchFile(origin.url, this.#access(), field, limit, signal);
  }
}

function sizeOf(content: MailContent): number {
  return typeof content === 'string'
    ? Buffer.byteLength(content)
    : content instanceof Uint8Array
      ? content.byteLength
      : (content.size ?? 0);
}

import type { MailSink, SmtpEnvelope } from '../../index.js';
import { caughtMail, type CaughtMail, type MailSummary } from './caught-mail.js';

/** What has changed in a mailbox: a mail came, or one or more went. */
export type MailboxChange = { readonly arrived?: MailSummary };

/** Bytes of all mails together; the oldest go first. */
const ROOM = 256 * 1024 * 1024;

/** The last mails that were taken, newest first. */
export class CaughtMails implements MailSink {
  readonly #watchers = new Set<(change: MailboxChange) => void>();
  #mails: readonly CaughtMail[] = [];

  /** @param kept how many mails are kept */
  constructor(private readonly kept: number) {}

  /** @param search words that all have to be in a mail: in its addresses, its subject or its text */
  list(search = ''): readonly MailSummary[] {
    const words = search.toLowerCase().split(/\s+/u);
    return this.#mails
      .filter(({ searched }) => words.every((word) => searched.includes(word)))
      .map(({ summary }) => summary);
  }

  get count(): number {
    return this.#mails.length;
  }

  find(id: string): CaughtMail | undefined {
    return this.#mails.find(({ summary }) => summary.id === id);
  }

  async receive(raw: Buffer, envelope: SmtpEnvelope): Promise<undefined> {
    const mail = await caughtMail(raw, envelope);
    this.#mails = withinRoom([mail, ...this.#mails.slice(0, this.kept - 1)]);
    this.#tell({ arrived: mail.summary });
  }

  /** @returns whether it was there */
  delete(id: string): boolean {
    const rest = this.#mails.filter(({ summary }) => summary.id !== id);
    const isGone = rest.length < this.#mails.length;
    this.#mails = rest;
    if (isGone) this.#tell({});
    return isGone;
  }

  clear(): void {
    this.#mails = [];
    this.#tell({});
  }

  /** @returns a function that ends it */
  watch(watcher: (change: MailboxChange) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #tell(change: MailboxChange): void {
    for (const watch of this.#watchers) watch(change);
  }
}

function withinRoom(mails: readonly CaughtMail[]): readonly CaughtMail[] {
  let size = 0;
  return mails.filter(({ raw }) => (size += raw.length) <= ROOM);
}

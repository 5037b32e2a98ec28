import { isWhole, readyContent, type PacedContent, type WholeContent } from './content.js';
import type { Delivery, MailSource } from './delivery.js';
import { parseEhlo, type ServerExtensions } from './ehlo.js';
import { buildEnvelope } from './envelope.js';
import { type InFlight, InFlightMails } from './in-flight.js';
import { MailWriter, needsNoDecision } from './mail-writer.js';
import { Outbox } from './outbox.js';
import { CLOSING, toReply } from './reply.js';
import { ReplyParser } from './reply-parser.js';
import type { SmtpSessionConfig, SmtpSessionTimeouts } from './session-config.js';
import { SmtpLineError, SmtpProtocolError, SmtpSendError, toError, toSendError } from './smtp-errors.js';
import type { SmtpLine } from './smtp-line.js';
import type { SmtpMail } from './smtp-mail.js';
import { Transaction } from './transaction.js';
import { Watchdog } from './watchdog.js';

/** A line that was silent for longer may be dead without our knowing: its next mail is not risked in one write. */
const TRUSTED_FOR_MS = 5000;
const QUIT_TIMEOUT_MS = 2000;

/** Sends mails over one line, writing as far ahead of the replies as the server and the rules allow. */
export class SmtpSession {
  readonly extensions: ServerExtensions;
  readonly #line: SmtpLine;
  readonly #source: MailSource<SmtpSession>;
  readonly #timeouts: SmtpSessionTimeouts;
  readonly #pipelining: SmtpSessionConfig['pipelining'];
  readonly #window: number;
  readonly #quitWait: boolean;
  readonly #outbox: Outbox;
  readonly #writer: MailWriter;
  readonly #parser = new ReplyParser((code, text) => this.#onReply(code, text));
  readonly #watchdog = new Watchdog((limit) =>
    this.destroy(new SmtpLineError(`The mail server was silent for ${limit} ms`)),
  );
  readonly #inFlight = new InFlightMails();
  #needsReset = false;
  #answered = false;
  #state: 'alive' | 'quitting' | 'ended' = 'alive';
  #lastReplyAt = performance.now();

  constructor(line: SmtpLine, source: MailSource<SmtpSession>, config: SmtpSessionConfig) {
    this.#line = line;
    this.#source = source;
    this.#timeouts = config.timeouts;
    this.extensions = parseEhlo(line.ehlo);
    this.#pipelining = this.extensions.pipelining ? config.pipelining : 'none';
    this.#window = this.extensions.chunking && this.#pipelining !== 'none' ? config.window : 0;
    this.#quitWait = config.quitWait ?? true;
    this.#outbox = new Outbox(line.socket, (error) => (error ? this.#end(error) : this.#watch()));
    this.#writer = new MailWriter(this.#outbox, { pipelining: this.#pipelining !== 'none' });
    this.#listen();
  }

  /** No mail is on the wire. */
  get isIdle(): boolean {
    return this.#inFlight.size === 0;
  }

  /** Takes as many mails from the source as may be on the wire now, and writes what comes next. */
  pump(): void {
    if (this.#state !== 'alive') return;
    const wasIdle = this.isIdle;
    const { head } = this.#inFlight;
    if (head?.transaction.owed === 0) this.#advance(head);
    while (this.#mayStart()) {
      const delivery = this.#source.next(this);
      if (delivery === undefined) break;
      this.#start(delivery);
    }
    if (wasIdle && !this.isIdle) this.#line.socket.ref?.();
    this.#outbox.flush();
    this.#watch();
  }

  /**
   * Settles a mail on the wire now. The line is dropped, because what is written of the mail cannot be taken back,
   * but not before other mails that were handed over have their replies.
   */
  cancel(delivery: Delivery, reason: Error): void {
    const entry = this.#inFlight.find(delivery);
    if (entry === undefined) return;
    this.#fail(entry, entry.transaction.lost(reason));
    this.#dropWhenOnlyCancelled();
  }

  /** Says goodbye; for an idle session. */
  quit(): void {
    if (this.#state !== 'alive') return;
    this.#state = 'quitting';
    this.#outbox.text('QUIT\r\n');
    this.#outbox.flush(this.#quitWait ? undefined : () => this.#end(undefined));
    this.#watchdog.watch(QUIT_TIMEOUT_MS);
  }

  /** Drops the line; mails without a reply are settled by what is certain about them. */
  destroy(cause: Error): void {
    this.#end(cause);
  }

  #listen(): void {
    const { socket } = this.#line;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('error', (error: Error) => this.#end(error));
    for (const event of ['end', 'close']) {
      socket.on(event, () => this.#end(new SmtpLineError('The mail server closed the connection')));
    }
    socket.unref?.();
    socket.resume();
  }

  #mayStart(): boolean {
    const most = Math.max(this.#window, this.#pipelining === 'overlap' ? 2 : 1);
    return this.#state === 'alive' && this.#inFlight.mayFollow(most);
  }

  #start(delivery: Delivery): void {
    const { mail } = delivery;
    try {
      const content = readyContent(mail.content, mail.size);
      const peer = { extensions: this.extensions, encrypted: this.#line.encrypted };
      const envelope = buildEnvelope(mail, content.size, peer);
      const form = {
        byLength: this.#mayGoByLength(mail, content),
        reset: this.#needsReset || this.#inFlight.mayLeaveState,
      };
      this.#begin({ transaction: new Transaction(mail, envelope, form), delivery, content, settled: false });
    } catch (error) {
      delivery.failed(toSendError(error));
    }
  }

  #begin(entry: InFlight): void {
    this.#needsReset = false;
    this.#inFlight.push(entry);
    this.#advance(entry);
  }

  #mayGoByLength(mail: SmtpMail, content: WholeContent | PacedContent): boolean {
    const isTrusted = performance.now() - this.#lastReplyAt < TRUSTED_FOR_MS;
    return this.#inFlight.size < this.#window && isTrusted && isWhole(content) && needsNoDecision(mail);
  }

  #advance(entry: InFlight): void {
    this.#writer.advance(entry);
    const { transaction, content } = entry;
    if (transaction.step === 'CONTENT' && !transaction.handedOver && !isWhole(content))
      void this.#pace(entry, content);
  }

  async #pace(entry: InFlight, content: PacedContent): Promise<void> {
    try {
      await this.#writer.pace(entry, content);
      this.pump();
    } catch (cause) {
      const what = 'The content of the mail could not be read';
      this.#fail(
        entry,
        new SmtpSendError(what, { outcome: 'refused', stage: 'content', permanent: false, cause }),
      );
      // DATA cannot be taken back: only a dropped line keeps the server from delivering half a mail.
      this.#end(
        new SmtpLineError('The connection was dropped because the content of a mail could not be read'),
      );
    }
  }

  #onData(chunk: Buffer): void {
    if (this.#state === 'ended') return;
    this.#lastReplyAt = performance.now();
    const wasIdle = this.isIdle;
    try {
      this.#parser.push(chunk);
    } catch (error) {
      return this.#end(toError(error));
    }
    // A reply that comes byte by byte has no more time than one that comes at once.
    if (!this.#answered) return;
    this.#answered = false;
    this.pump();
    if (wasIdle || !this.isIdle) return;
    this.#line.socket.unref?.();
    this.#source.idle(this);
  }

  #onReply(code: number, text: string): void {
    this.#answered = true;
    const entry = this.#inFlight.head;
    if (entry === undefined || entry.transaction.owed === 0) return this.#onUnasked(code, text);
    entry.transaction.take(code, text);
    if (code === CLOSING) throw closes(text);
    // What comes next of a mail is written after this chunk: no reply to it can be in here.
    if (entry.transaction.owed === 0 && entry.transaction.isOver) this.#finish(entry);
  }

  #onUnasked(code: number, text: string): void {
    if (this.#state === 'quitting') return this.#end(undefined);
    throw code === CLOSING
      ? closes(text)
      : new SmtpProtocolError(
          `The mail server wrote a reply that nobody asked for: ${code} ${toReply(code, text).text}`,
        );
  }

  #finish(entry: InFlight): void {
    const { transaction } = entry;
    this.#inFlight.shift();
    this.#needsReset = this.isIdle && transaction.leavesState;
    this.#settle(entry);
    if (transaction.step === 'END' && !transaction.handedOver) {
      throw new SmtpLineError('The mail server refused a mail before it was all written');
    }
    this.#dropWhenOnlyCancelled();
  }

  #settle(entry: InFlight): void {
    const verdict = entry.transaction.verdict();
    if (verdict instanceof SmtpSendError) return this.#fail(entry, verdict);
    if (!entry.settled) entry.delivery.delivered({ ...verdict, server: this.extensions });
    entry.settled = true;
  }

  #fail(entry: InFlight, error: SmtpSendError): void {
    if (!entry.settled) entry.delivery.failed(error);
    entry.settled = true;
  }

  #dropWhenOnlyCancelled(): void {
    if (!this.#inFlight.onlyCancelled) return;
    this.#end(new SmtpLineError('The connection was dropped because a mail on it was cancelled'));
  }

  #watch(): void {
    if (this.#state !== 'alive') return;
    const head = this.#inFlight.head?.transaction;
    const { write, final, reply } = this.#timeouts;
    if (this.#outbox.isWriting) this.#watchdog.watch(write);
    else if (head === undefined) this.#watchdog.stop();
    else this.#watchdog.watch(head.handedOver && head.step === 'CONTENT' ? final : reply);
  }

  #end(cause: Error | undefined): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#watchdog.stop();
    this.#line.close();
    const reason = cause ?? new SmtpLineError('The connection was closed');
    for (let entry = this.#inFlight.shift(); entry !== undefined; entry = this.#inFlight.shift()) {
      this.#fail(entry, entry.transaction.lost(reason));
    }
    this.#source.ended(this, cause);
  }
}

function closes(text: string): SmtpLineError {
  return new SmtpLineError(`The mail server closes the connection: 421 ${toReply(CLOSING, text).text}`);
}

import { isWhole, readyContent, type PacedContent, type WholeContent } from './content.js';
import type { Delivery, MailSource } from './delivery.js';
import { parseEhlo, type ServerExtensions } from './ehlo.js';
import { buildEnvelope } from './envelope.js';
import { InFlight, InFlightMails } from './in-flight.js';
import { LineWatch } from './line-watch.js';
import { MailWriter, needsNoDecision } from './mail-writer.js';
import { Outbox } from './outbox.js';
import { ReplyMatcher } from './reply-matcher.js';
import type { SmtpSessionConfig } from './session-config.js';
import { SmtpLineError, SmtpSendError, toError, toSendError } from './smtp-errors.js';
import type { SmtpLine } from './smtp-line.js';
import type { SmtpMail } from './smtp-mail.js';
import { Transaction } from './transaction.js';
import type { ServerAddress } from './wire-channels.js';

/** Sends mails over one line, writing as far ahead of the replies as the server and the rules allow. */
export class SmtpSession {
  readonly extensions: ServerExtensions;
  readonly #line: SmtpLine;
  readonly #source: MailSource<SmtpSession>;
  readonly #pipelining: SmtpSessionConfig['pipelining'];
  readonly #window: number;
  readonly #quitWait: boolean;
  readonly #outbox: Outbox;
  readonly #writer: MailWriter;
  readonly #watch: LineWatch;
  readonly #inFlight = new InFlightMails();
  readonly #replies: ReplyMatcher;
  #state: 'alive' | 'quitting' | 'ended' = 'alive';

  constructor(line: SmtpLine, source: MailSource<SmtpSession>, config: SmtpSessionConfig) {
    this.#line = line;
    this.#source = source;
    this.extensions = parseEhlo(line.ehlo);
    this.#pipelining = this.extensions.pipelining ? config.pipelining : 'none';
    this.#window = this.extensions.chunking && this.#pipelining !== 'none' ? config.window : 0;
    this.#quitWait = config.quitWait ?? true;
    this.#outbox = new Outbox(line.socket, (error) => (error ? this.#end(error) : this.#expectReply()));
    this.#writer = new MailWriter(this.#outbox, { pipelining: this.#pipelining !== 'none' });
    this.#watch = new LineWatch(config.timeouts, (limit) =>
      this.#end(new SmtpLineError(`The mail server was silent for ${limit} ms`)),
    );
    this.#replies = new ReplyMatcher(this.#inFlight, this.extensions, () => this.#isGoodbye());
    this.#listen();
  }

  /** Where its connection leads. */
  get server(): ServerAddress | undefined {
    return this.#line.server;
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
    const hasTaken = this.#takeMails();
    if (wasIdle && !this.isIdle) this.#line.socket.ref?.();
    this.#outbox.flush();
    this.#expectReply();
    // Of mails that cannot go to this server no reply tells that they are over.
    if (wasIdle && hasTaken && this.isIdle) this.#source.idle(this);
  }

  /**
   * Settles a mail on the wire now. The line is dropped, because what is written of the mail cannot be taken back,
   * but not before other mails that were handed over have their replies.
   */
  cancel(delivery: Delivery, reason: Error): void {
    const entry = this.#inFlight.find(delivery);
    if (entry === undefined) return;
    entry.fail(entry.transaction.lost(reason));
    this.#dropWhenOnlyCancelled();
  }

  /** Says goodbye; for an idle session. */
  quit(): void {
    if (this.#state !== 'alive') return;
    this.#state = 'quitting';
    this.#outbox.text('QUIT\r\n');
    this.#outbox.flush(this.#quitWait ? undefined : () => this.#end(undefined));
    this.#watch.expectGoodbye();
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

  #takeMails(): boolean {
    let hasTaken = false;
    while (this.#mayStart()) {
      const delivery = this.#source.next(this);
      if (delivery === undefined) break;
      hasTaken = true;
      this.#start(delivery);
    }
    return hasTaken;
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
        reset: this.#replies.needsReset || this.#inFlight.mayLeaveState,
      };
      this.#begin(new InFlight(new Transaction(mail, envelope, form), delivery, content));
    } catch (error) {
      delivery.failed(toSendError(error));
    }
  }

  #begin(entry: InFlight): void {
    this.#replies.needsReset = false;
    this.#inFlight.push(entry);
    this.#advance(entry);
  }

  #mayGoByLength(mail: SmtpMail, content: WholeContent | PacedContent): boolean {
    const isFree = this.#inFlight.size < this.#window;
    return isFree && this.#watch.isTrusted && isWhole(content) && needsNoDecision(mail);
  }

  #advance(entry: InFlight): void {
    this.#writer.advance(entry);
    const { transaction, content } = entry;
    if (transaction.step === 'CONTENT' && !transaction.handedOver && !isWhole(content))
      void this.#pace(entry, content);
  }

  async #pace(entry: InFlight, content: PacedContent): Promise<void> {
    try {
      await this.#writer.pace(entry, content, () => this.#expectReply());
      this.pump();
    } catch (cause) {
      const what = 'The content of the mail could not be read';
      entry.fail(new SmtpSendError(what, { outcome: 'refused', stage: 'content', permanent: false, cause }));
      // DATA cannot be taken back: only a dropped line keeps the server from delivering half a mail.
      this.#end(
        new SmtpLineError('The connection was dropped because the content of a mail could not be read'),
      );
    }
  }

  #onData(chunk: Buffer): void {
    if (this.#state === 'ended') return;
    this.#watch.heard();
    this.#inFlight.heard();
    const wasIdle = this.isIdle;
    try {
      // A reply that comes byte by byte has no more time than one that comes at once.
      if (!this.#replies.push(chunk)) return;
    } catch (error) {
      return this.#end(toError(error));
    }
    this.#dropWhenOnlyCancelled();
    this.pump();
    if (wasIdle || !this.isIdle) return;
    this.#line.socket.unref?.();
    this.#source.idle(this);
  }

  #isGoodbye(): boolean {
    if (this.#state !== 'quitting') return false;
    this.#end(undefined);
    return true;
  }

  #dropWhenOnlyCancelled(): void {
    if (!this.#inFlight.onlyCancelled) return;
    this.#end(new SmtpLineError('The connection was dropped because a mail on it was cancelled'));
  }

  #expectReply(): void {
    if (this.#state === 'alive') this.#watch.expect(this.#inFlight.head?.transaction, this.#outbox.isWriting);
  }

  #end(cause: Error | undefined): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#watch.stop();
    this.#line.close();
    const reason = cause ?? new SmtpLineError('The connection was closed');
    for (let entry = this.#inFlight.shift(); entry !== undefined; entry = this.#inFlight.shift()) {
      entry.fail(entry.transaction.lost(reason));
    }
    this.#source.ended(this, cause);
  }
}

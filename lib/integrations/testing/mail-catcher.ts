import { type MailSink, SmtpListener } from '../../index.js';
import { Mailbox } from './mailbox.js';

/** How a catcher is started. */
export interface MailCatcherOptions {
  /** Default: any that is free. */
  readonly port?: number;
  /** Default: a mailbox of its own. */
  readonly mailbox?: Mailbox;
}

/**
 * A mail server in this process, on the loopback address: for an application in another process, or for a test that wants the
 * way over the line. It takes all mail, any account and no TLS.
 *
 * @example
 * const catcher = await MailCatcher.start();
 * const app = spawn('node', ['dist/main.js'], { env: { ...process.env, ...catcher.env } });
 * await catcher.mailbox.waitFor({ to: 'ann@example.org' });
 */
export class MailCatcher {
  readonly host: string;
  readonly port: number;
  readonly mailbox: Mailbox;
  readonly #listener: SmtpListener;

  private constructor(listener: SmtpListener, mailbox: Mailbox) {
    this.host = listener.host;
    this.port = listener.port;
    this.mailbox = mailbox;
    this.#listener = listener;
  }

  /** Resolves when it listens; rejects when the port is taken. */
  static async start({ port, mailbox = new Mailbox() }: MailCatcherOptions = {}): Promise<MailCatcher> {
    return new MailCatcher(await SmtpListener.start(sinkOf(mailbox), { port }), mailbox);
  }

  /** Settings for `MailModule.forRoot`. */
  get settings(): { readonly host: string; readonly port: number } {
    return { host: this.host, port: this.port };
  }

  /** Environment variables for an application in another process; they win over its `application.yml`. */
  get env(): Record<string, string> {
    return { SPRING_MAIL_HOST: this.host, SPRING_MAIL_PORT: String(this.port) };
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#listener.close();
  }
}

function sinkOf(mailbox: Mailbox): MailSink {
  return {
    refusalOf: (recipient, before) => mailbox.ownerOf([...before, recipient]).failures.replyTo(recipient),
    async receive(raw, envelope) {
      const owner = mailbox.ownerOf(envelope.to);
      const failure = owner.failures.takeNext();
      if (failure instanceof Error) throw failure;
      if (failure === undefined) await owner.receive(raw, envelope);
      return failure;
    },
  };
}

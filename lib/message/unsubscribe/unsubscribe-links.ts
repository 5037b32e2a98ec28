import { MailConfigError } from '../../errors/mail-config.error.js';
import { issueToken, readToken, type UnsubscribeToken } from './unsubscribe-token.js';

/** `nest.mail.unsubscribe`, checked. */
export interface UnsubscribeConfig {
  /** Where the links lead: the public address of what answers them. */
  readonly url: string;
  /** The first one signs, all of them verify, so that a secret can be replaced while links are out. */
  readonly secrets: readonly string[];
  /** Address that takes unsubscriptions by mail. */
  readonly mailto?: string | undefined;
  /** Milliseconds for which a link works. */
  readonly validFor: number;
}

/** What mail is unsubscribed from when the message does not say. */
export const DEFAULT_LIST = 'default';

/**
 * The links by which people unsubscribe: one for each recipient and list, signed, so that nobody makes one for somebody
 * else. Inject it to show the link in a mail as well.
 */
export class UnsubscribeLinks {
  readonly #config: UnsubscribeConfig | undefined;
  readonly #now: () => number;

  constructor(config?: UnsubscribeConfig, now: () => number = Date.now) {
    this.#config = config;
    this.#now = now;
  }

  /** Whether `nest.mail.unsubscribe` is set. */
  get isConfigured(): boolean {
    return this.#config !== undefined;
  }

  /** `nest.mail.unsubscribe.url` */
  get url(): string | undefined {
    return this.#config?.url;
  }

  /** `nest.mail.unsubscribe.mailto` */
  get mailto(): string | undefined {
    return this.#config?.mailto;
  }

  /**
   * The link of one recipient.
   * @param list what it unsubscribes from
   * @throws MailConfigError when `nest.mail.unsubscribe` is not set
   */
  urlFor(address: string, list: string = DEFAULT_LIST): string {
    const { url, secrets, validFor } = this.#required();
    const [secret = ''] = secrets;
    const link = new URL(url);
    link.searchParams.set('token', issueToken({ address, list }, this.#now() + validFor, secret));
    return link.href;
  }

  /** What the token of a link says. */
  read(token: unknown): UnsubscribeToken {
    if (typeof token !== 'string' || this.#config === undefined) return { status: 'invalid' };
    return readToken(token, this.#config.secrets, this.#now());
  }

  #required(): UnsubscribeConfig {
    if (this.#config !== undefined) return this.#config;
    throw new MailConfigError([
      {
        key: 'nest.mail.unsubscribe.url',
        problem: 'is missing',
        advice:
          'Set it and nest.mail.unsubscribe.secret, or give the message a link of its own: unsubscribe: { url }.',
      },
    ]);
  }
}

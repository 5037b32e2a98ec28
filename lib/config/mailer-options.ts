import type { MailSeal } from '../message/seal/mail-seal.js';
import type { PasswordSource } from './mailer-config.js';

/** `nest.mail.queue`: how queued mails are delivered. */
export interface QueueSettings {
  /** A mail that may have been delivered is sent again, or reported and not sent again. Default `at-least-once`. */
  readonly delivery?: 'at-least-once' | 'at-most-once';
  /** Most queued mails under way at a time in one process. Default 20. */
  readonly concurrency?: number;
  /** Attempts after which a mail becomes a dead letter. Default: as many as the horizon allows. */
  readonly maxAttempts?: number;
  /** Milliseconds, or text such as `12h`, after which a mail is attempted no more. Default one day. */
  readonly horizon?: number | string;
  /** Milliseconds, or text such as `30s`: before the second attempt, doubling, and the longest. Default `10s` and `1h`. */
  readonly backoff?: { readonly initial?: number | string; readonly max?: number | string };
  /** Most mails that wait in this process. Default 10000. */
  readonly maxWaiting?: number;
  /** Most bytes of one mail, files that are attached by path not counted. Default 10 MB. */
  readonly maxSize?: number;
  /** Milliseconds, or text, that queued mails have to be sent when the application ends. Default `10s`. */
  readonly drainTimeout?: number | string;
  /** Most mails in any stretch of time, over all workers. @example '100/1m' */
  readonly rateLimit?: string;
  /** The same for the mails to each domain of recipients. */
  readonly domainLimit?: string;
  /** The same for single domains. @example { 'gmail.com': '20/1m' } */
  readonly domainLimits?: Readonly<Record<string, string>>;
}

/** `nest.mail.dkim`: a key that mails are signed with. */
export interface DkimOptions {
  /** Domain that signs: the one of From, or one above it. */
  readonly domain?: string;
  /** Name of the key; its public half is published at `<selector>._domainkey.<domain>`. */
  readonly selector?: string;
  /** RSA or Ed25519: PEM text, or a file. */
  readonly privateKey?: string;
  /** Of an encrypted private key. */
  readonly privateKeyPassword?: string;
}

/** One mailer, in code. The names are Spring's, in camel case; each means what `spring.mail.<name>` means. */
export interface MailerOptions {
  /** Name or address of the mail server; `spring.mail.host`. */
  readonly host?: string;
  /** `spring.mail.port`. Default: that of the preset, else 465 with TLS from the first byte, 25 otherwise. */
  readonly port?: number;
  /** `spring.mail.username` */
  readonly username?: string;
  /** `spring.mail.password`, or a function that is asked for each new connection. */
  readonly password?: PasswordSource;
  /** `spring.mail.protocol`: prefix of the keys in `properties`; `smtps` means TLS from the first byte. Default `smtp`. */
  readonly protocol?: 'smtp' | 'smtps';
  /** `spring.mail.default-encoding`: charset of texts, subject and names, each where it has all the characters. Default `UTF-8`. */
  readonly defaultEncoding?: string;
  /** `spring.mail.test-connection`: one authenticated connection at boot, which stops when it fails. Default `false`. */
  readonly testConnection?: boolean;
  /** `spring.mail.ssl`: how the line is encrypted. STARTTLS is `mail.smtp.starttls.enable` of `properties`. */
  readonly ssl?: {
    /** `spring.mail.ssl.enabled`: TLS from the first byte. Default `false`. */
    readonly enabled?: boolean;
    /** `spring.mail.ssl.bundle`: name of a bundle in `sslBundles`. */
    readonly bundle?: string;
    /** `spring.mail.ssl.verify-hostname`: compares the name of the certificate with `host`. Default `true`. */
    readonly verifyHostname?: boolean;
  };
  /**
   * `spring.mail.properties`: the keys of Angus Mail.
   * @example { 'mail.smtp.auth': true, 'mail.smtp.starttls.enable': true }
   */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
  /** `nest.mail.preset`: host, port and security of a provider. What is written beside it wins. */
  readonly preset?: string;
  /** `nest.mail.defaults`: what messages carry that do not say otherwise. */
  readonly defaults?: {
    /** `nest.mail.defaults.from`. @example 'Shop <shop@example.org>' */
    readonly from?: string;
    /** `nest.mail.defaults.reply-to`. Default: none. */
    readonly replyTo?: string;
    /** `nest.mail.defaults.headers`, by name. Default: none. */
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** `nest.mail.pool`: connections that are kept open between mails. */
  readonly pool?: {
    /** Most connections at a time. Default 5. */
    readonly maxConnections?: number;
    /** Mails after which a connection is replaced. Default: never. */
    readonly maxMessages?: number;
    /** Milliseconds, or text such as `30s`, after which an idle connection is closed. Default one minute. */
    readonly idleTimeout?: number | string;
    /**
     * Mails that one connection hands over before the first is answered, where the server offers CHUNKING (RFC 3030).
     * Default 1. More is for a relay far away and mail that may arrive twice: a line that is lost leaves the outcome of
     * the whole window unknown.
     */
    readonly window?: number;
  };
  /** `nest.mail.tls`: what more is asked of TLS. */
  readonly tls?: {
    /**
     * `nest.mail.tls.fingerprint`: SHA-256 fingerprint of the server's certificate; several with commas, for the time in
     * which it is replaced. No other certificate is accepted, and these without a look at issuer, name and date.
     */
    readonly fingerprint?: string;
    /**
     * `nest.mail.tls.requiretls`: every server on the way has to use TLS, or the mail comes back (REQUIRETLS, RFC 8689). A mail
     * server that does not know it gets no mail. Messages can say otherwise. Default `false`.
     */
    readonly requiretls?: boolean;
  };
  /**
   * `nest.mail.oauth2`: access tokens for XOAUTH2 instead of a password, renewed before they expire.
   * @example { provider: 'google', clientId: '…', clientSecret: '…', refreshToken: '…' }
   */
  readonly oauth2?: {
    /** Default: that of the mail server, where it is known. */
    readonly provider?: 'google' | 'microsoft';
    /** Organisation at Microsoft: its id or domain. Default with a refresh token: `common`. */
    readonly tenant?: string;
    /** Address of the token endpoint of another provider. */
    readonly tokenUrl?: string;
    readonly clientId: string;
    readonly clientSecret?: string;
    /** What the user of the account agreed to. Without it the application signs in by itself (client credentials). */
    readonly refreshToken?: string;
    /** Scopes to ask for, with blanks between them. Default: what sending takes at Microsoft, none elsewhere. */
    readonly scope?: string;
  };
  /**
   * `nest.mail.rate-limit`: most mails that go out in any interval, wherever it begins, over all connections together.
   * @example { messages: 14, interval: '1s' }
   */
  readonly rateLimit?: {
    readonly messages: number;
    /** Milliseconds, or text such as `1m`. Default one second. */
    readonly interval?: number | string;
  };
  /**
   * `nest.mail.send-timeout`: limit for each mail, waiting for a connection included; milliseconds, or text such as `30s`.
   * A mail that was handed over by then counts as `unknown`. Default: none, since each step has a limit of its own.
   */
  readonly sendTimeout?: number | string;
  /** `nest.mail.failover`: names of mailers that send, in this order, while the server of this one does not work. */
  readonly failover?: readonly string[];
  /** `nest.mail.round-robin`: names of mailers that send by turns with this one, and for each other. */
  readonly roundRobin?: readonly string[];
  /** `nest.mail.weight`: share of the mails where mailers send by turns. Default 1. */
  readonly weight?: number;
  /** `nest.mail.probe-after`: time after which a server that did not work is probed; milliseconds, or text such as `30s`. Default `30s`. */
  readonly probeAfter?: number | string;
  /** `nest.mail.queue`: how queued mails are delivered. What keeps them is `queue` of `MailModule.forRoot`. */
  readonly queueSettings?: QueueSettings;
  /**
   * `nest.mail.dkim`: signs every mail (RFC 6376), each with the keys of its author's domain; where there are none, with
   * all of them.
   * @example { domain: 'example.org', selector: 'mail2026', privateKey: 'dkim.pem' }
   */
  readonly dkim?: DkimOptions & {
    /** Further keys: an RSA and an Ed25519 key beside each other (RFC 8463 section 5), or keys of several domains. */
    readonly keys?: readonly DkimOptions[] | Readonly<Record<string, DkimOptions>>;
  };
  /** Signs or encrypts every message that has no `seal` of its own: S/MIME or OpenPGP. Only in code. */
  readonly seal?: MailSeal;
  /** `nest.mail.allow-plaintext-credentials`: hosts, with commas, that credentials may go to without TLS. Loopback always may. */
  readonly allowPlaintextCredentials?: string;
}

import type { ConfigFault } from '../errors/mail-config.error.js';
import type { DkimKey } from '../message/dkim/dkim-key.js';
import type { MessageDefaults } from '../message/prepare-mail.js';
import type { MailSeal } from '../message/seal/mail-seal.js';
import type { UnsubscribeLinks } from '../message/unsubscribe/unsubscribe-links.js';
import type { Preset } from './presets.js';
import type { QueueConfig } from './queue-config.js';
import type { Security } from './security.js';
import type { TlsMaterial } from './tls-material.js';

/** A password, or where to get the present one; asked for each new connection. */
export type PasswordSource = string | (() => string | Promise<string>);

/** Sign-in methods (RFC 4616, LOGIN, RFC 2195, XOAUTH2). */
export type AuthMechanism = 'PLAIN' | 'LOGIN' | 'CRAM-MD5' | 'XOAUTH2';

/** How access tokens are got (RFC 6749). */
export interface OAuth2Config {
  readonly tokenUrl: string;
  /** For a user who agreed once, or for an application without a user. */
  readonly grant: 'refresh_token' | 'client_credentials';
  readonly clientId: string;
  readonly scope?: string;
  /** A function, so that no print of the settings shows them. */
  readonly secrets: () => { readonly clientSecret?: string; readonly refreshToken?: string };
}

/** Who signs in, and how. */
export interface Credentials {
  readonly username: string;
  /** Asked for each new connection. A function also where it is fixed, so that no print of the settings shows it. */
  readonly password?: () => string | Promise<string>;
  /** Where access tokens come from, instead of a password. */
  readonly oauth2?: OAuth2Config;
  /** In the order in which they are tried against what the server offers. */
  readonly mechanisms: readonly AuthMechanism[];
}

/** What is asked of the server's certificate, and what we show. */
export interface TlsConfig {
  /** `false` skips the comparison of host and certificate names, not the check of the chain. */
  readonly verifyHostname: boolean;
  /** `false` skips every check of the certificate. */
  readonly verifyChain: boolean;
  /** What to trust and to show, where a bundle says so; asked for each new connection. */
  readonly material?: () => TlsMaterial;
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  /** Every server on the way has to use TLS (REQUIRETLS, RFC 8689). */
  readonly requireTls?: boolean;
  /** SHA-256 fingerprints, `AA:BB:…`: one of these certificates and no other, whoever issued it. */
  readonly fingerprints?: readonly string[];
  /** OpenSSL cipher list. */
  readonly ciphers?: string;
}

/** Delivery status notifications to ask for (RFC 3461). */
export interface DsnConfig {
  readonly notify?: readonly ('NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY')[];
  readonly ret?: 'FULL' | 'HDRS';
}

/** Where a setting came from, so that an error can name it. */
export interface SettingSource {
  /** As the user wrote it: `spring.mail.port`, `SPRING_MAIL_PORT`. */
  readonly key: string;
  /** `application.yml:7`, `environment variable SPRING_MAIL_PORT`. */
  readonly source: string;
}

/** One configured, named sender: everything a transport needs, checked and frozen. */
export interface MailerConfig {
  /** `default`, or the name under `nest.mail.mailers`. */
  readonly name: string;
  /** What its keys begin with: `spring.mail`, `nest.mail.mailers.billing`. */
  readonly prefix: string;
  readonly protocol: 'smtp' | 'smtps';
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly credentials?: Credentials;
  /** Credentials may go over a line without TLS; loopback hosts need no permission. */
  readonly allowPlaintextCredentials: boolean;
  readonly tls: TlsConfig;
  /** Milliseconds. `connect` bounds DNS and TCP, `greeting` the first reply, `read` each later one, `write` a stalled write. */
  readonly timeouts: Readonly<Record<'connect' | 'greeting' | 'read' | 'write', number>>;
  /** EHLO name. Default: the host's name. */
  readonly localName?: string;
  readonly localAddress?: string;
  /** `http://…` or `socks5://…`. */
  readonly proxy?: () => string;
  /** The reply to QUIT is waited for before a connection is closed. */
  readonly quitWait: boolean;
  /** `false`: content never goes by BDAT. */
  readonly chunking: boolean;
  /** Deliver to the recipients that are left when some are refused. */
  readonly sendPartial: boolean;
  readonly dsn?: DsnConfig;
  /** `AUTH=` of `MAIL FROM` (RFC 4954 section 5). */
  readonly submitter?: string;
  /** Appended to `MAIL FROM`. */
  readonly mailExtension?: string;
  /** One authenticated connection while the application starts; a failure stops the start. */
  readonly testConnection: boolean;
  readonly pool: PoolConfig;
  /** At most `max` mails in any `per` milliseconds, over all connections. */
  readonly rateLimit?: { readonly max: number; readonly per: number };
  /** Milliseconds that one mail may take in all, waiting included. */
  readonly sendTimeout?: number;
  /** Other mailers that send for this one. */
  readonly group?: GroupConfig;
  /** Its share of the mails of a group, beside those of the others. */
  readonly weight: number;
  readonly queue: QueueConfig;
  readonly defaults: MessageDefaults;
  /** Keys of DKIM; every mail is signed where there are some. */
  readonly dkim: readonly DkimKey[];
  /** Signs or encrypts every mail that does not say otherwise. */
  readonly seal?: MailSeal;
  /** The provider that `host` belongs to, when it is a known one. */
  readonly preset?: Preset;
  /**
   * Where each setting came from, by its name below the prefix: `host`, `port`, `ssl.enabled`, `properties.mail.smtp.auth`;
   * keys of ours by `nest.mail` and their name, also where they stand below a named mailer.
   */
  readonly sources: ReadonlyMap<string, SettingSource>;
}

/** Connections that are kept open between mails. */
export interface PoolConfig {
  /** Most connections at a time. */
  readonly maxConnections: number;
  /** Mails after which a connection is replaced. */
  readonly maxMessages: number;
  /** Milliseconds after which an idle connection is closed. */
  readonly idleTimeout: number;
  /** Mails that one connection hands over before the first is answered, where the server offers CHUNKING. */
  readonly window: number;
}

/** Mailers that send together. */
export interface GroupConfig {
  /** `failover`: the first that works. `round-robin`: each in its turn, by weight. */
  readonly strategy: 'failover' | 'round-robin';
  /** Names of the other mailers, in order. */
  readonly others: readonly string[];
  /** Milliseconds after which one that failed is probed. */
  readonly probeAfter: number;
}

/** Who may get mail at all: for development, tests and staging. */
export interface RecipientsConfig {
  /** No mail is sent. */
  readonly dryRun: boolean;
  /** Addresses and, as `@example.org`, domains that may get mail, in lower case. */
  readonly allowed?: readonly string[];
  /** The one address that all mail goes to. */
  readonly redirectTo?: string;
}

/** What files a mail may load by itself, and how large they may be. */
export interface AttachmentsConfig {
  /** Absolute folders that files may be read from. */
  readonly roots: readonly string[];
  /** Origins that may be asked, such as `https://cdn.example.org`. */
  readonly origins: readonly string[];
  /** Addresses and networks (`10.0.0.0/8`) inside private ranges that may be connected to. */
  readonly networks: readonly string[];
  /** Most bytes of all files of a mail. */
  readonly maxSize: number;
  /** Milliseconds that loading the files of a mail may take. */
  readonly timeout: number;
}

/** Everything the module needs to know, resolved from what the user wrote. */
export interface MailConfig {
  /** Profiles that were active when the settings were read. */
  readonly activeProfiles: readonly string[];
  /** By name; the one of `spring.mail` is called `default`. */
  readonly mailers: ReadonlyMap<string, MailerConfig>;
  /** `nest.mail.defaults`, for a transport of the user's own. */
  readonly defaults: MessageDefaults;
  /** `nest.mail.queue`, for the same. */
  readonly queue: QueueConfig;
  readonly recipients: RecipientsConfig;
  /** `nest.mail.dkim`, for a transport of the user's own. */
  readonly dkim: readonly DkimKey[];
  readonly attachments: AttachmentsConfig;
  /** `nest.mail.unsubscribe` */
  readonly unsubscribe: UnsubscribeLinks;
  /** Settings that work but not as they look: told once, while the application starts. */
  readonly warnings: readonly ConfigFault[];
}

import type { ApplicationSources } from './application-environment.js';
import type { MailerOptions } from './mailer-options.js';
import type { SpringConfig } from './spring-config.js';

/** `spring.ssl.bundle.pem.<name>`: certificates by name. */
export interface PemBundleOptions {
  /** What to trust instead of the system's authorities. */
  readonly truststore?: {
    /** PEM text, or a file. */
    readonly certificate?: string;
  };
  /** The client certificate. */
  readonly keystore?: {
    /** PEM text, or a file. */
    readonly certificate?: string;
    /** PEM text, or a file. */
    readonly privateKey?: string;
    readonly privateKeyPassword?: string;
  };
  /** Reads files that have changed again for the next connection. Default `false`. */
  readonly reloadOnUpdate?: boolean;
}

/** `nest.mail.unsubscribe`: links by which people unsubscribe with one click (RFC 8058). */
export interface UnsubscribeSettings {
  /** Public address of what answers them: the controller of `nestjs-spring-mail/unsubscribe`, or one of yours. `https:`. */
  readonly url: string;
  /** Signs the links, 32 characters or more. Of several, the first signs and all verify, so that it can be replaced. */
  readonly secret: string | readonly string[];
  /** Address that takes unsubscriptions by mail, named beside the link. */
  readonly mailto?: string;
  /** Milliseconds, or text such as `90d`, for which a link works. Default one year. */
  readonly validFor?: number | string;
}

/** The settings of a module, in code. */
export interface MailSettings extends MailerOptions {
  /** `nest.mail.unsubscribe`: what messages with `unsubscribe: true` get, of every mailer. */
  readonly unsubscribe?: UnsubscribeSettings;
  /** `nest.mail.mailers`: further mailers by name. */
  readonly mailers?: Readonly<Record<string, MailerOptions>>;
  /** `spring.ssl.bundle.pem`: certificates by name, for `ssl.bundle`. */
  readonly sslBundles?: Readonly<Record<string, PemBundleOptions>>;
  /** `nest.mail.dry-run`: sends nothing; receipts name every recipient as left out. Default `false`. */
  readonly dryRun?: boolean;
  /** `nest.mail.allowed-recipients`: who may get mail, as `ann@example.org` or `@example.org`. Default: everybody. */
  readonly allowedRecipients?: readonly string[];
  /** `nest.mail.redirect-to`: the one address that all mail goes to, whatever its headers say. */
  readonly redirectTo?: string;
  /** `nest.mail.attachments`: what files a message may name by path or url. */
  readonly attachments?: {
    /** Folders that files may be read from; relative ones begin at the working directory. Default: none. */
    readonly roots?: readonly string[];
    /**
     * Hosts that files may be fetched from by https. `http://host:port` where it has to be that; a host inside a private
     * range needs its address or network beside its name. Default: none.
     * @example ['cdn.example.org', 'http://files.internal:8080', '10.1.0.0/16']
     */
    readonly hosts?: readonly string[];
    /** Most bytes of all files of a mail, those whose content is at hand included. Default `25MB`. */
    readonly maxSize?: number | string;
    /** Limit for reading and fetching the files of a mail; milliseconds, or text such as `30s`. Default `30s`. */
    readonly timeout?: number | string;
  };
  /** `nest.mail.strict`: warnings about the settings stop the boot. Default `false`. */
  readonly strict?: boolean;
  /** Where to read the settings when none is given here. Default: the working directory, the environment, the command line. */
  readonly load?: ApplicationSources;
  /**
   * Settings that were read already: the result of `loadSpringConfig`, or a `ConfigService` that was loaded with `springConfig`.
   * @example MailModule.forRootAsync({ inject: [ConfigService], useFactory: (config: ConfigService) => ({ config }) })
   */
  readonly config?: SpringConfig | ConfigReader;
}

/** The part of `ConfigService` that is used. */
export interface ConfigReader {
  get(key: string): unknown;
}

import type { ConfigReport } from './config-report.js';
import { nearest } from './nearest.js';
import type { MailKey } from './mail-key.js';
import { SESSION_KEYS } from './session-keys.js';
import { SMTP_KEYS, type SmtpKey } from './smtp-keys.js';
import { LONGEST_TIMER } from './positive.js';
import { readDuration } from './spring/conversion.js';
import type { ResolvedProperty } from './spring/resolved-property.js';

/** Properties by name, such as `mail.smtp.auth`; `spring.mail.properties` of Spring. */
export type MailPropertyMap = ReadonlyMap<string, ResolvedProperty>;

/** Reads the `mail.<protocol>.*` keys of one mailer by their types, and reports those that cannot be read. */
export class SmtpSettings {
  constructor(
    private readonly properties: MailPropertyMap,
    private readonly protocol: string,
    private readonly report: ConfigReport,
  ) {}

  property(key: SmtpKey): ResolvedProperty | undefined {
    return this.properties.get(`mail.${this.protocol}.${key}`);
  }

  /** Blank text counts as missing. */
  text(key: SmtpKey): string | undefined {
    return this.property(key)?.value.trim() || undefined;
  }

  words(key: SmtpKey): string[] | undefined {
    return this.text(key)?.split(/\s+/u);
  }

  /** `true` or `false` in any case; Angus takes any other text as the default, without a word. */
  flag(key: SmtpKey): boolean | undefined {
    const property = this.property(key);
    const value = property?.value.toLowerCase();
    if (property === undefined || value === 'true' || value === 'false') return property && value === 'true';
    this.report.fault(property, 'is neither true nor false', 'Write true or false, in lower case.');
    return undefined;
  }

  integer(key: SmtpKey, { min = 0, max = 65_535 } = {}): number | undefined {
    const property = this.property(key);
    if (property === undefined) return undefined;
    const number = /^\s*(?:-?\d+|0x[\da-f]+)\s*$/iu.test(property.value)
      ? Number(property.value)
      : Number.NaN;
    if (number >= min && number <= max) return number;
    this.report.fault(
      property,
      `is not a whole number from ${min} to ${max}`,
      `Write a number from ${min} to ${max}.`,
    );
    return undefined;
  }

  /** Milliseconds, or a number with ms, s or m. `0` means without limit in Angus: as long as a timer can run. */
  milliseconds(key: SmtpKey): number | undefined {
    const property = this.property(key);
    if (property === undefined) return undefined;
    const value = this.report.collect(() => readDuration(property)) ?? undefined;
    if (value === undefined || (value > 0 && value <= LONGEST_TIMER)) return value;
    if (value === 0) return LONGEST_TIMER;
    this.report.fault(property, 'is out of range', 'Write milliseconds such as 5000, or 5s, 500ms.');
    return undefined;
  }

  /** A key of the whole session, such as `mail.debug`. */
  session(key: keyof typeof SESSION_KEYS): string | undefined {
    return this.properties.get(key)?.value;
  }

  /** Names every key that has no effect, that is refused, and that nobody knows. */
  reportKeys(): void {
    for (const [name, property] of this.properties) this.reportKey(name, property);
  }

  private reportKey(name: string, property: ResolvedProperty): void {
    const known = this.known(name);
    if (known === undefined) return this.reportUnknown(name, property);
    if (known.effect === 'ignored') this.report.warn(property, 'has no effect', `${known.note}. Remove it.`);
    if (known.effect === 'refused')
      this.report.fault(property, 'cannot be used', `${known.note}. Remove it.`);
  }

  private known(name: string): MailKey | undefined {
    const prefix = `mail.${this.protocol}.`;
    if (name.startsWith(prefix)) return own(SMTP_KEYS, name.slice(prefix.length));
    return own(SESSION_KEYS, name) ?? own(SESSION_KEYS, name.replace(/^(mail\.[a-z]+)\..*$/u, '$1.*'));
  }

  private reportUnknown(name: string, property: ResolvedProperty): void {
    const [, protocol, rest] = /^mail\.(smtps?)\.(.+)$/u.exec(name) ?? [];
    if (protocol !== undefined && protocol !== this.protocol) {
      const right = `mail.${this.protocol}.${rest}`;
      this.report.fault(
        property,
        `has no effect with spring.mail.protocol ${this.protocol}`,
        `Write ${right}.`,
      );
    } else if (!this.hasTwin(name)) {
      const near = this.known(`mail.${name}`) === undefined ? this.nearest(name) : `mail.${name}`;
      const way =
        property.origin.kind === 'environment variable' ? ' in a file; variables have no capitals' : '';
      this.report.warn(
        property,
        'is not known',
        near === undefined ? 'Remove it.' : `Write ${near}${way}, or remove it.`,
      );
    }
  }

  private nearest(name: string): string | undefined {
    return nearest(name, [
      ...Object.keys(SMTP_KEYS).map((key) => `mail.${this.protocol}.${key}`),
      ...Object.keys(SESSION_KEYS),
    ]);
  }

  /** A variable such as …_SOCKETFACTORY_PORT arrives in lower case beside the key of the file that it overrides. */
  private hasTwin(name: string): boolean {
    return [...this.properties.keys()].some(
      (other) => other !== name && other.toLowerCase() === name && this.known(other) !== undefined,
    );
  }
}

function own(table: Readonly<Record<string, MailKey>>, key: string): MailKey | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

import { type ConfigFault, MailConfigError } from '../errors/mail-config.error.js';
import { redacted } from './redaction.js';
import type { Origin } from './spring/origin.js';
import type { ResolvedProperty } from './spring/resolved-property.js';

/** Collects what is wrong with the settings, so that all of it is told at once. */
export class ConfigReport {
  readonly #faults: ConfigFault[] = [];
  readonly #warnings: ConfigFault[] = [];

  get faults(): readonly ConfigFault[] {
    return this.#faults;
  }

  get warnings(): readonly ConfigFault[] {
    return this.#warnings;
  }

  /** A setting that cannot work. `where` is the property, or the key that is missing. */
  fault(where: ResolvedProperty | string, problem: string, advice: string): void {
    add(this.#faults, finding(where, problem, advice));
  }

  /** A placeholder that stayed as text: it would be sent as a login, or taken for the name of a file. */
  faultUnresolved(property: ResolvedProperty): boolean {
    const [name] = property.unresolved;
    if (name === undefined) return false;
    this.fault(
      property,
      `holds \${${name}}, which is not set`,
      `Set ${name}, or give a default: \${${name}:value}.`,
    );
    return true;
  }

  /** A setting that works, but not as it looks. */
  warn(where: ResolvedProperty | string, problem: string, advice: string): void {
    add(this.#warnings, finding(where, problem, advice));
  }

  /** A key whose value does not matter. */
  warnAt(
    { key, origin }: { readonly key: string; readonly origin: Origin },
    problem: string,
    advice: string,
  ): void {
    this.#warnings.push({ key, problem, advice, source: origin.description });
  }

  /** Runs a reader and keeps its faults; `undefined` then. */
  collect<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MailConfigError)) throw error;
      for (const fault of error.faults) add(this.#faults, fault);
      return undefined;
    }
  }

  /** Takes over what another report collected. */
  addAll({ faults, warnings }: ConfigReport): void {
    this.#faults.push(...faults);
    this.#warnings.push(...warnings);
  }

  /** Makes warnings faults: every one (`nest.mail.strict`), or those of a kind. */
  promoteWarnings(isFault: (warning: ConfigFault) => boolean = () => true): void {
    const warnings = this.#warnings.splice(0);
    this.#faults.push(...warnings.filter(isFault));
    this.#warnings.push(...warnings.filter((warning) => !isFault(warning)));
  }

  /** @throws MailConfigError with every fault */
  throwFaults(): void {
    if (this.#faults.length > 0) throw new MailConfigError(this.#faults);
  }
}

/** A setting that is read twice is told once. */
function add(findings: ConfigFault[], { key, problem, ...rest }: ConfigFault): void {
  if (findings.some((other) => other.key === key && other.problem === problem)) return;
  findings.push({ key, problem, ...rest });
}

function finding(where: ResolvedProperty | string, problem: string, advice: string): ConfigFault {
  if (typeof where === 'string') return { key: where, problem, advice };
  const { key, origin, text } = where;
  return { key, problem, advice, source: origin.description, value: redacted(key, text) };
}

import { generalDiagnosis } from './diagnosis.js';
import { MailError } from './mail.error.js';

/** One wrong or missing setting. */
export interface ConfigFault {
  /** The key as the user wrote it, or as it is to be written when it is missing: `spring.mail.password`. */
  readonly key: string;
  /** What is wrong, without the value: `is missing`, `is not a port`. */
  readonly problem: string;
  /** What to write instead: a full sentence. */
  readonly advice: string;
  /** Where it was read: `application.yml:7`, `environment variable SPRING_MAIL_PORT`. */
  readonly source?: string;
  /** The value as written; `***` when the key holds a secret. */
  readonly value?: string;
}

/** A fault in one line: the key, where it stands, what is wrong, what was read, what to write. */
export function describeFault({ key, problem, advice, source, value }: ConfigFault): string {
  const where = source === undefined ? '' : ` (${source})`;
  const got = value === undefined ? '' : `, got ${JSON.stringify(value)}`;
  return `${key}${where} ${problem}${got}. ${advice}`;
}

/** The settings cannot work. Thrown while the application starts, with every fault at once. */
export class MailConfigError extends MailError {
  override readonly name = 'MailConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[], cause?: unknown) {
    const [first] = faults;
    const what =
      faults.length === 1 && first !== undefined
        ? `The mail settings cannot work: ${describeFault({ ...first, advice: '' }).trimEnd()}`
        : `The mail settings cannot work, ${faults.length} faults:\n${faults.map((fault) => `  - ${describeFault(fault)}`).join('\n')}\n`;
    super(what, {
      code: 'MAIL_CONFIG',
      advice:
        faults.length === 1 && first !== undefined ? first.advice : 'Change these keys and start again.',
      cause,
      diagnosis: generalDiagnosis('settings', first),
    });
    this.faults = faults;
  }
}

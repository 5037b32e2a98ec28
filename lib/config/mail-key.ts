/**
 * What becomes of a key.
 * `applied`: it does what it does in Spring. `ignored`: it has no effect, and that is told at boot with the reason.
 * `refused`: the mail would not go out as the key promises, so the boot stops.
 */
export type KeyEffect = 'applied' | 'ignored' | 'refused';

/** One `mail.smtp.*` or session-wide key of Angus Mail, the library below Spring's mail sender. */
export interface MailKey {
  readonly type: 'boolean' | 'integer' | 'milliseconds' | 'bytes' | 'text' | 'words' | 'list' | 'object';
  /** As Angus has it; where ours differs, `note` says so. */
  readonly default?: string;
  readonly effect: KeyEffect;
  /** What it does here, or why it does nothing. A full sentence without the full stop. */
  readonly note: string;
}

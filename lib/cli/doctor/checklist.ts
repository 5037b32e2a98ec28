import { seePage } from '../see-page.js';
import type { Terminal } from '../terminal.js';
import type { CheckResult, CheckStatus, Observer } from './check.js';

const MARKS: Readonly<Record<CheckStatus, string>> = { ok: '✔', warn: '!', fail: '✖', skipped: '-' };
/** ANSI colours: green, yellow, red, grey. */
const COLOURS: Readonly<Record<CheckStatus, number>> = { ok: 32, warn: 33, fail: 31, skipped: 90 };
const WIDTH = 12;

/** Prints checks as they end, for people; on a terminal with a line about the one that runs. */
export function checklist(terminal: Terminal): Observer {
  const { print, screen } = terminal;
  /** Skipped for the same reason, one after the other: told in one line. */
  let skipped: CheckResult[] = [];
  const tellSkipped = (): void => {
    const [first] = skipped;
    if (first === undefined) return;
    print(
      `${mark('skipped', terminal)} ${skipped
        .map(({ id }) => id)
        .join(', ')
        .padEnd(WIDTH)} ${first.detail}`,
    );
    skipped = [];
  };
  return {
    started: (id) => screen?.status(`… ${id}`),
    ended(result) {
      const { status, id, detail } = result;
      const isPlain = status === 'skipped' && result.advice === undefined;
      if (!isPlain || skipped[0]?.detail !== detail) {
        screen?.status('');
        tellSkipped();
      }
      if (isPlain) {
        skipped.push(result);
        return;
      }
      print(`${mark(status, terminal)} ${id.padEnd(WIDTH)} ${detail}`);
      for (const line of remedy(result)) print(`${' '.repeat(WIDTH + 3)}${line}`);
    },
    done() {
      screen?.status('');
      tellSkipped();
    },
  };
}

function mark(status: CheckStatus, { screen }: Terminal): string {
  return screen?.hasColours === true ? `\u001b[${COLOURS[status]}m${MARKS[status]}\u001b[39m` : MARKS[status];
}

/** How many checks failed, in one line. */
export function summary(results: readonly CheckResult[]): string {
  const count = (status: CheckStatus): number => results.filter((result) => result.status === status).length;
  const failed = count('fail');
  const warned = count('warn');
  if (failed > 0) return `${failed} of ${results.length} checks failed.`;
  return warned > 0 ? `No check failed; ${warned} could be better.` : 'All is well.';
}

/** What to change; the key stands in the advice where that names it. */
function remedy({ status, advice, key, source, expected, page }: CheckResult): string[] {
  if (status === 'ok') return [];
  const where = source === undefined ? key : `${key} (${source})`;
  return [
    ...(advice === undefined ? [] : [advice]),
    ...(where === undefined || expected === undefined || expected === advice
      ? []
      : [`${where} should be: ${expected}`]),
    ...seePage(page),
  ];
}

import type { ConfigReport } from './config-report.js';
import { readDataSize, readDuration, readInteger } from './spring/conversion.js';
import type { ResolvedProperty } from './spring/resolved-property.js';

/** Milliseconds that `setTimeout` can wait at most: 2^31 - 1, almost 25 days. */
export const LONGEST_TIMER = 2_147_483_647;

/** A whole number from 1 up; `undefined` where it is missing or was reported. */
export function positiveInteger(
  property: ResolvedProperty | undefined,
  report: ConfigReport,
  max = 2 ** 31 - 1,
): number | undefined {
  return positive(property, readInteger, `a number from 1 to ${max}`, max, report);
}

/** Milliseconds that a timer can wait; `undefined` where they are missing or were reported. */
export function positiveDuration(
  property: ResolvedProperty | undefined,
  report: ConfigReport,
): number | undefined {
  return positive(property, readDuration, 'a time such as 500ms, 30s or 2m', LONGEST_TIMER, report);
}

/** Bytes; `undefined` where they are missing or were reported. */
export function positiveSize(
  property: ResolvedProperty | undefined,
  report: ConfigReport,
): number | undefined {
  return positive(property, readDataSize, 'a size such as 512KB or 25MB', Number.MAX_SAFE_INTEGER, report);
}

function positive(
  property: ResolvedProperty | undefined,
  read: (property: ResolvedProperty) => number | null,
  expected: string,
  max: number,
  report: ConfigReport,
): number | undefined {
  const number = property && (report.collect(() => read(property)) ?? undefined);
  if (property === undefined || number === undefined) return undefined;
  if (number > 0 && number <= max) return number;
  report.fault(property, number > 0 ? 'is too large' : 'is not above 0', `Write ${expected}.`);
  return undefined;
}

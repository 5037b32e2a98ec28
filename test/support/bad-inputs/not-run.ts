import { existsSync } from 'node:fs';

/** Why a vector is not run here. */
export interface Reason {
  readonly why: string;
  /** What it waits for: once this file or folder is there, the vector has to be run. */
  readonly until?: string;
}

const LOADING = { why: 'It is about loading files', until: 'lib/delivery/attachments' } as const;

/** Vectors of `test/vectors/bad-inputs.json` that are not run. */
export const NOT_RUN: Readonly<Record<string, Reason>> = {
  'ATT-29': LOADING,
  'ATT-30': LOADING,
  'ATT-32': LOADING,
  'ATT-35': LOADING,
  'ATT-36': LOADING,
  'ATT-38': LOADING,
};

/** The ids whose reason is gone. */
export function overdue(): readonly string[] {
  return Object.entries(NOT_RUN).flatMap(([id, { until }]) =>
    until !== undefined && existsSync(until) ? [id] : [],
  );
}

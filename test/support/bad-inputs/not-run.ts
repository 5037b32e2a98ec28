import { existsSync } from 'node:fs';

/** Why a vector is not run here. */
export interface Reason {
  readonly why: string;
  /** What it waits for: once this file or folder is there, the vector has to be run. */
  readonly until?: string;
}

/** Vectors of `test/vectors/bad-inputs.json` that are not run. */
export const NOT_RUN: Readonly<Record<string, Reason>> = {};

/** The ids whose reason is gone. */
export function overdue(): readonly string[] {
  return Object.entries(NOT_RUN).flatMap(([id, { until }]) =>
    until !== undefined && existsSync(until) ? [id] : [],
  );
}

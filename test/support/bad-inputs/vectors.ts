import { readFileSync } from 'node:fs';

/** One bad input and what is to come of it. */
export interface Vector {
  readonly id: string;
  readonly area: string;
  readonly input: { readonly kind: string; readonly message?: object; readonly json?: string };
  /** `assert` says in words what the checks say in code. */
  readonly expected: { readonly outcome: string; readonly assert: string };
}

function isVectors(value: unknown): value is Vector[] {
  return Array.isArray(value) && value.every((one: unknown) => typeof one === 'object' && one !== null);
}

function read(): readonly Vector[] {
  const vectors: unknown = JSON.parse(readFileSync('test/vectors/bad-inputs.json', 'utf8'));
  if (!isVectors(vectors)) throw new Error('test/vectors/bad-inputs.json is no list.');
  return vectors;
}

/** All of `test/vectors/bad-inputs.json`. */
export const VECTORS = read();

/** Those whose input is of a kind. */
export function vectorsOf(kind: string): readonly Vector[] {
  return VECTORS.filter(({ input }) => input.kind === kind);
}

/** The one with an id, for its words. */
export function vector(id: string): Vector {
  const found = VECTORS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no vector ${id}.`);
  return found;
}

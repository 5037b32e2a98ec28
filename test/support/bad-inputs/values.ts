import { Readable } from 'node:stream';

const MIB = 1024 * 1024;

type Build = (argument: unknown) => unknown;

/** What stands for values that JSON cannot hold, or that would be long in it. */
const BUILDERS: Readonly<Record<string, Build>> = {
  $repeat: (pair) => text(member(pair, 0)).repeat(Number(member(pair, 1))),
  $concat: (parts) =>
    list(parts)
      .map((part) => text(built(part)))
      .join(''),
  $range: (pair) =>
    Array.from({ length: Number(member(pair, 1)) }, (_, index) =>
      text(member(pair, 0)).replace('%d', String(index)),
    ),
  $nestArray: (pair) => {
    let nested = built(member(pair, 0));
    for (let depth = 0; depth < Number(member(pair, 1)); depth++) nested = [nested];
    return nested;
  },
  $undefined: () => undefined,
  $nan: () => Number.NaN,
  $infinity: () => Number.POSITIVE_INFINITY,
  $invalidDate: () => new Date(Number.NaN),
  $size: (size) => Buffer.alloc(mebibytes(size)),
  $stream: (what) => (what === 'error-midway' ? breaking() : flowing(mebibytes(what))),
};

/** The value that a vector describes. */
export function built(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(built);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument] = ['', undefined], ...others] = Object.entries(value);
  const build = others.length === 0 ? BUILDERS[key] : undefined;
  if (build !== undefined) return build(argument);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, built(part)]));
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${JSON.stringify(value)} is no list.`);
}

function member(value: unknown, index: number): unknown {
  return list(value)[index];
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`${JSON.stringify(value)} is no text.`);
}

function mebibytes(value: unknown): number {
  return Number.parseInt(text(value), 10) * MIB;
}

function flowing(size: number): Readable {
  const piece = Buffer.alloc(64 * 1024, 'x');
  let left = size;
  return new Readable({
    read() {
      left -= piece.length;
      this.push(left < 0 ? null : piece);
    },
  });
}

function breaking(): Readable {
  let pieces = 0;
  return new Readable({
    read() {
      pieces += 1;
      if (pieces < 3) this.push('the beginning of a file\n');
      else this.destroy(new Error('the disk failed'));
    },
  });
}

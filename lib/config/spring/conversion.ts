import { MailConfigError } from '../../errors/mail-config.error.js';
import type { ResolvedProperty } from './resolved-property.js';

type Source = Pick<ResolvedProperty, 'key' | 'value' | 'type' | 'origin'>;

function refuse({ key, value, origin }: Source, problem: string, advice: string): never {
  throw new MailConfigError([{ key, problem, advice, source: origin.description, value }]);
}

const truths = new Set(['true', 'on', 'yes', '1']);
const untruths = new Set(['false', 'off', 'no', '0']);

/**
 * `true`, `on`, `yes`, `1` or `false`, `off`, `no`, `0` in any case; `null` when empty.
 * A number of a YAML file or an object is an error, as in Spring.
 */
export function readBoolean(property: Source): boolean | null {
  const word = property.value.trim().toLowerCase();
  if (word === '') return null;
  const isText = property.type !== 'number';
  if (isText && truths.has(word)) return true;
  if (isText && untruths.has(word)) return false;
  return refuse(property, 'is neither true nor false', 'Write true or false.');
}

const decimal = /^[-+]?\d+$/;
const hexadecimal = /^-?(?:0x|#)[0-9a-f]+$/i;

function parseInteger({ value, type }: Source): number {
  const bare = value.replaceAll(/\s/g, '');
  if (type === 'number') return Math.trunc(Number(bare));
  if (decimal.test(bare)) return Number(bare);
  if (!hexadecimal.test(bare)) return Number.NaN;
  const size = Number(bare.replace(/^-?(?:0x|#)/i, '0x'));
  return bare.startsWith('-') ? -size : size;
}

/**
 * A 32-bit integer, decimal or hexadecimal (`0x24B`, `#24B`), white space ignored; `null` when empty.
 * A number with a fraction loses it when a YAML file or an object holds it, and is an error as a text.
 */
export function readInteger(property: Source): number | null {
  if (property.value === '') return null;
  const integer = parseInteger(property);
  if (integer >= -(2 ** 31) && integer < 2 ** 31) return integer;
  return refuse(property, 'is no integer', 'Write digits only.');
}

const millisOf: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const simpleDuration = /^([+-]?\d+)(ns|us|ms|s|m|h|d)?$/i;
const isoDuration =
  /^([+-]?)P(?=.)(?:([+-]?\d+)D)?(?:T(?=.)(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+(?:[.,]\d{0,9})?)S)?)?$/i;

function parseDuration(text: string): number {
  const simple = simpleDuration.exec(text);
  if (simple !== null) return Number(simple[1]) * (millisOf[(simple[2] ?? 'ms').toLowerCase()] ?? Number.NaN);
  const iso = isoDuration.exec(text);
  if (iso === null) return Number.NaN;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = iso
    .slice(2)
    .map((part: string | undefined) => Number((part ?? '0').replace(',', '.')));
  const millis = days * 86_400_000 + hours * 3_600_000 + minutes * 60_000 + seconds * 1_000;
  return iso[1] === '-' ? -millis : millis;
}

/** A duration in milliseconds: `500ms`, `5s`, `2m`, `1h`, `1d`, ISO-8601 (`PT1M30S`) or a bare number of milliseconds; `null` when empty. */
export function readDuration(property: Source): number | null {
  if (property.value === '') return null;
  const millis = parseDuration(property.value);
  if (!Number.isNaN(millis)) return millis;
  return refuse(property, 'is no duration', 'Write a number with its unit, such as 500ms, 5s or 2m.');
}

const bytesOf: Readonly<Record<string, number>> = {
  b: 1,
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
};
const dataSize = /^\+?(\d+)(b|kb|mb|gb|tb)?$/i;

/** A number of bytes: `512KB`, `25MB`, `1GB`, each a power of 1024 as in Spring, or a bare number; `null` when empty. */
export function readDataSize(property: Source): number | null {
  if (property.value === '') return null;
  const [, number, unit = 'b'] = dataSize.exec(property.value.trim()) ?? [];
  const bytes = Number(number) * (bytesOf[unit.toLowerCase()] ?? Number.NaN);
  if (Number.isSafeInteger(bytes)) return bytes;
  return refuse(property, 'is no size', 'Write a number with its unit, such as 512KB or 25MB.');
}

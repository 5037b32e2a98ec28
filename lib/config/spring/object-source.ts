import { MailConfigError } from '../../errors/mail-config.error.js';
import { javaDouble } from './java-double.js';
import type { Origin } from './origin.js';
import { PropertyName } from './property-name.js';
import { DocumentSource, type PropertySource, type RawProperty } from './property-source.js';

const deepest = 100;

type Scalar = string | number | boolean | bigint;

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}

function refuse(key: string, origin: Origin, problem: string, advice: string): never {
  throw new MailConfigError([{ key, problem, advice, source: origin.description }]);
}

function writeNumber(key: string, value: number, origin: Origin): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e21) {
    refuse(key, origin, 'is a number with more digits than can be kept', 'Put it in quotes.');
  }
  return javaDouble(value);
}

function typeOf(value: Scalar): RawProperty['type'] {
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}

function asProperty(key: string, value: Scalar, origin: Origin): RawProperty {
  const text = typeof value === 'number' ? writeNumber(key, value, origin) : String(value);
  return { name: PropertyName.parse(key), key, value: text, text, type: typeOf(value), origin };
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function* flatten(key: string, value: unknown, origin: Origin, depth: number): Generator<RawProperty> {
  if (value === null || value === undefined) return;
  if (isScalar(value)) yield asProperty(key, value, origin);
  else if (typeof value !== 'object') {
    refuse(key, origin, `is a ${typeof value}`, 'Write a text, a number, true or false.');
  } else if (depth > deepest) {
    refuse(key, origin, 'is nested too deep', `Keep the settings within ${deepest} levels, without cycles.`);
  } else if (isEmpty(value)) yield asProperty(key, '', origin);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* flatten(`${key}[${index}]`, item, origin, depth + 1);
  } else {
    const prefix = key === '' ? '' : `${key}.`;
    for (const [name, item] of Object.entries(value)) yield* flatten(prefix + name, item, origin, depth + 1);
  }
}

/** Reads a plain object, nested, dotted or both, in any spelling of its keys. Keys without a value are left out. */
export function objectSource(tree: object, origin: Origin): PropertySource {
  return new DocumentSource(isEmpty(tree) ? [] : flatten('', tree, origin, 0));
}

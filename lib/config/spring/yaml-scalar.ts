import { javaDouble } from './java-double.js';
import type { RawProperty } from './property-source.js';

/** A scalar as Java sees it after SnakeYAML has read it, written as a string. */
export type ScalarValue = Pick<RawProperty, 'value' | 'type'>;

// YAML 1.1 as SnakeYAML resolves it: `y` and `n` stay text, `1e3` is a number, `08` is not.
const truth = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const untruth = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const nothing = /^(?:~|null|Null|NULL| |)$/;
const integer =
  /^(?:[-+]?0b_*[01][01_]*|[-+]?0_*[0-7][0-7_]*|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x_*[0-9a-fA-F][0-9a-fA-F_]*|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\._*[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function unsigned(text: string): bigint {
  if (text.includes(':')) {
    return text.split(':').reduce((sum, digit) => sum * 60n + BigInt(digit), 0n);
  }
  if (/^0[0-7]/.test(text)) return BigInt(`0o${text}`);
  return BigInt(text);
}

function readInteger(text: string): string {
  const bare = text.replaceAll('_', '');
  const value = unsigned(bare.replace(/^[-+]/, ''));
  return String(bare.startsWith('-') ? -value : value);
}

function readFloat(text: string): string {
  const bare = text.replaceAll('_', '').toLowerCase();
  if (bare === '.nan') return 'NaN';
  const sign = bare.startsWith('-') ? -1 : 1;
  const size = bare.replace(/^[-+]/, '');
  if (size === '.inf') return String(sign * Infinity);
  const value = size.split(':').reduce((sum, digit) => sum * 60 + Number(digit), 0);
  return javaDouble(sign * value);
}

/** How a scalar begins that may be something else than text. */
const special = /^(?:[-+.\d~ ]|$|[ofnty])/i;

/** Reads a scalar that has neither quotes nor a tag. */
export function readPlainScalar(text: string): ScalarValue {
  if (!special.test(text)) return { value: text, type: 'string' };
  if (truth.test(text)) return { value: 'true', type: 'boolean' };
  if (untruth.test(text)) return { value: 'false', type: 'boolean' };
  if (nothing.test(text)) return { value: '', type: 'string' };
  if (integer.test(text)) return { value: readInteger(text), type: 'number' };
  if (float.test(text)) return { value: readFloat(text), type: 'number' };
  return { value: text, type: 'string' };
}

/** Tells the `null` that Spring reads as an empty text from an empty text. */
export function isPlainNull(text: string): boolean {
  return nothing.test(text);
}

/** The part of a key that a plain scalar makes: Spring keeps what is no text in brackets. */
export function readPlainKey(text: string): string {
  if (isPlainNull(text)) return '[null]';
  const { value, type } = readPlainScalar(text);
  return type === 'string' ? value : `[${value}]`;
}

/** Joins the key of a map and the key of one of its entries. */
export function childKey(parent: string, name: string): string {
  if (parent === '') return name;
  return name.startsWith('[') ? parent + name : `${parent}.${name}`;
}

const tagged: Readonly<Record<string, (text: string) => ScalarValue | undefined>> = {
  '!': (text) => ({ value: text, type: 'string' }),
  'tag:yaml.org,2002:str': (text) => ({ value: text, type: 'string' }),
  'tag:yaml.org,2002:int': (text) =>
    integer.test(text) ? { value: readInteger(text), type: 'number' } : undefined,
  'tag:yaml.org,2002:float': (text) =>
    float.test(text) || integer.test(text) ? { value: readFloat(text), type: 'number' } : undefined,
  'tag:yaml.org,2002:bool': (text) =>
    truth.test(text) || untruth.test(text) ? readPlainScalar(text) : undefined,
  'tag:yaml.org,2002:null': () => ({ value: '', type: 'string' }),
};

/** Reads a scalar with a tag, such as `!!str 012`; `undefined` when the tag is unknown or does not fit the text. */
export function readTaggedScalar(tag: string, text: string): ScalarValue | undefined {
  return Object.hasOwn(tagged, tag) ? tagged[tag]?.(text) : undefined;
}

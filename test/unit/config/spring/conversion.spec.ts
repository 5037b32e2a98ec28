import { describe, expect, it } from '@jest/globals';
import {
  readBoolean,
  readDataSize,
  readDuration,
  readInteger,
} from '../../../../lib/config/spring/conversion.js';
import { environmentFromObject } from '../../../../lib/config/spring/spring-environment.js';
import { faultsOf } from '../../../support/faults.js';

function property(value: string | number | boolean) {
  const found = environmentFromObject({ key: value }, 'MailModule.forRoot').property('key');
  if (found === undefined) throw new Error('not found');
  return found;
}

describe('conversion', () => {
  it.each([
    ['on', true],
    ['YES', true],
    ['1', true],
    [true, true],
    ['off', false],
    ['0', false],
    ['', null],
  ])('reads the boolean %j', (value, expected) => {
    expect(readBoolean(property(value))).toBe(expected);
  });

  it.each([
    ['587', 587],
    [' 587 ', 587],
    ['+587', 587],
    ['0x24B', 587],
    ['0465', 465],
    [587.9, 587],
    ['-5', -5],
    ['', null],
  ])('reads the integer %j', (value, expected) => {
    expect(readInteger(property(value))).toBe(expected);
  });

  it.each([
    ['500ms', 500],
    ['5s', 5000],
    ['2M', 120_000],
    ['1500', 1500],
    [1500, 1500],
    ['PT1M30S', 90_000],
    ['-PT1S', -1000],
    ['', null],
  ])('reads the duration %j', (value, expected) => {
    expect(readDuration(property(value))).toBe(expected);
  });

  it.each([
    [readBoolean, 'enabled'],
    [readBoolean, 1],
    [readInteger, '587.0'],
    [readInteger, '1e3'],
    [readInteger, '2147483648'],
    [readDuration, '5 s'],
    [readDuration, 'P'],
  ])('%p refuses %j with key, place and advice', (convert, value) => {
    expect(faultsOf(() => convert(property(value)))).toEqual([
      {
        key: 'key',
        problem: expect.stringMatching(/^is n/),
        advice: expect.stringMatching(/^Write .*\.$/),
        source: 'MailModule.forRoot',
        value: String(value),
      },
    ]);
  });

  it.each([
    ['25MB', 25 * 1024 * 1024],
    ['512kb', 512 * 1024],
    ['1GB', 2 ** 30],
    ['100B', 100],
    [1000, 1000],
    ['', null],
  ])('reads the size %j', (value, expected) => {
    expect(readDataSize(property(value))).toBe(expected);
  });

  it.each(['25 megabytes', '-1MB', '1.5MB', 'large'])('refuses the size %j', (value) => {
    expect(faultsOf(() => readDataSize(property(value)))).toMatchObject([{ problem: 'is no size' }]);
  });
});

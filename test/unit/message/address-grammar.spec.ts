import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MailParseError } from '../../../lib/errors/mail-parse.error.js';
import { parseAddress } from '../../../lib/message/address.js';
import { invalidAddress, plainName, validAddress } from '../../support/address-grammar.js';

/** More with `FUZZ_RUNS=20000`. */
const parameters = { numRuns: Number(process.env['FUZZ_RUNS'] ?? 1000) };

/** The field of a refusal, or one address without a second in it. */
const ONE_ADDRESS = /^cc\[3\]$|^[^\s<>,;]+@[\w.-]+$|^"[^"\\<>,;]+"@[\w.-]+$/u;

function addressOrFieldOf(input: unknown): string {
  return fieldOf(input) ?? parseAddress(input, 'cc[3]').address;
}

function fieldOf(input: unknown): string | undefined {
  try {
    parseAddress(input, 'cc[3]');
    return undefined;
  } catch (error) {
    return error instanceof MailParseError ? error.field : String(error);
  }
}

describe('an address that the grammar makes', () => {
  it('is where the mail goes, with its domain in ASCII', () => {
    fc.assert(
      fc.property(validAddress, ({ typed, onTheWire }) => {
        expect(parseAddress(typed, 'to')).toEqual({ address: onTheWire });
        expect(parseAddress({ address: typed }, 'to')).toEqual({ address: onTheWire });
      }),
      parameters,
    );
  });

  it('keeps its name, however it is written', () => {
    fc.assert(
      fc.property(plainName, validAddress, (name, { typed, onTheWire }) => {
        const expected = { name, address: onTheWire };
        expect(parseAddress(`${name} <${typed}>`, 'to')).toEqual(expected);
        expect(parseAddress(`"${name}"<${typed}>`, 'to')).toEqual(expected);
        expect(parseAddress({ name, address: typed }, 'to')).toEqual(expected);
      }),
      parameters,
    );
  });

  it('is read the same when it is read again', () => {
    fc.assert(
      fc.property(validAddress, ({ onTheWire }) => {
        expect(parseAddress(onTheWire, 'to').address).toBe(onTheWire);
      }),
      parameters,
    );
  });
});

it('an address that no grammar makes is refused, and the field is named', () => {
  fc.assert(
    fc.property(invalidAddress, ({ typed }) => {
      expect(fieldOf(typed)).toBe('cc[3]');
      expect(fieldOf({ address: typed })).toBe('cc[3]');
    }),
    parameters,
  );
});

it('any text is one address or refused, in bounded time', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.anything()), (input) => {
      expect(addressOrFieldOf(input)).toMatch(ONE_ADDRESS);
    }),
    parameters,
  );
});

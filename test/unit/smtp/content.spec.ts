import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isWhole, readyContent } from '../../../lib/smtp/content.js';
import { DotStuffing } from '../../../lib/smtp/dot-stuffing.js';
import { withLineBreaks } from '../../../lib/smtp/line-breaks.js';

const text = fc
  .array(fc.constantFrom('\r', '\n', '\r\n', '.', 'a'), { maxLength: 40 })
  .map((parts) => parts.join(''));
const file = Buffer.from('QUJD\r\nREVG');
const pieces = fc.array(text, { maxLength: 6 });

function stuffed(content: readonly Buffer[]): string {
  const written: Buffer[] = [];
  const stuffing = new DotStuffing();
  for (const piece of content) stuffing.push(piece, (bytes) => written.push(bytes));
  return Buffer.concat(written).toString();
}

describe('content on the wire', () => {
  it('has CRLF for every line break and ends in one, wherever its pieces are cut', () => {
    fc.assert(
      fc.property(pieces, (texts) => {
        const fixed = Buffer.concat(withLineBreaks(texts.map((piece) => Buffer.from(piece)))).toString();
        const expected = texts.join('').replace(/\r\n|\r|\n/g, '\r\n');
        expect(fixed).toBe(expected.endsWith('\n') ? expected : `${expected}\r\n`);
      }),
    );
  });

  it('is not copied when it is right', () => {
    const content = [Buffer.from('a\r\n'), Buffer.from('b\r\n')];

    const fixed = withLineBreaks(content);

    expect(fixed).toHaveLength(2);
    expect(fixed.every((piece, index) => piece === content[index])).toBe(true);
  });

  it('is the same when it is written slice by slice, with files that are encoded on the way', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, pieces, async (before, after) => {
        const content = [
          ...[...before, '\r\n'].map((piece) => Buffer.from(piece)),
          file,
          ...after.map((piece) => Buffer.from(piece)),
        ];
        const paced = readyContent(
          content.map((piece) => (piece === file ? { size: 10, read: () => [file] } : piece)),
          undefined,
        );
        if (isWhole(paced)) throw new Error('It is whole.');
        const written: Buffer[] = [];
        for await (const slice of paced.slices()) written.push(...slice);
        expect(Buffer.concat(written).toString()).toBe(stuffed(withLineBreaks(content)));
      }),
    );
  });

  it('never holds a line of one dot, and is itself again when the server takes the dots off', () => {
    fc.assert(
      fc.property(pieces, (texts) => {
        const content = withLineBreaks(texts.map((piece) => Buffer.from(piece)));
        const lines = stuffed(content).split('\r\n');
        expect(lines).not.toContain('.');
        const taken = lines.map((line) => line.replace(/^\./, '')).join('\r\n');
        expect(taken).toBe(Buffer.concat(content).toString());
      }),
    );
  });
});

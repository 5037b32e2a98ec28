import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { inFile, locateOffsets } from '../../../../lib/config/spring/origin.js';
import { readPlainYaml } from '../../../../lib/config/spring/plain-yaml.js';
import { parseAnyYaml } from '../../../../lib/config/spring/yaml-documents.js';

const locate = inFile('a.yml');
const plain = (text: string) => readPlainYaml(text, locate);
const parsed = (text: string) => parseAnyYaml(text, locateOffsets(text, locate));

const usual = `# shop
spring:
  mail:
    host: smtp.example.org  # the relay
    port: 0587
    username: \${MAIL_USER:shop}
    password: 'it is: "secret" # really'
    properties:
      mail.smtp.auth: yes
      "quoted": is for the parser
`;

const lines = [
  '',
  '# no',
  '---',
  'a:',
  'b: 1',
  'b: 2',
  'c: {d: 1}',
  'e: z # c',
  'f:  ',
  'g:   # c',
  'h: ~',
  'i: ${X:y}',
  'j: -5',
  'k: a #b',
  'l: a#b',
  'm: a  b ',
  'n:k',
  'yes: no',
  '012: 3',
  '<<: b',
  'o: a: b',
  'p: "q r"',
  "q: 'r' #",
  "r: 'it''s'",
  '- x',
  '- y # z',
  '- - z',
  '- x: y',
  '-',
  '- "a" b',
  's: |',
  't: "a\\n"',
  'u: http://x.y:80/z?q',
  'v: !w x',
  'w: a\tb',
  'x: &y',
  'y: *y',
  'z: [a]',
  'A: "x"y',
  'B: "x" y',
  'C: a\u00a0b',
  'D: a\u2028b',
  '...',
  '%YAML 1.1',
  '--- a',
  'E.f-g: 1',
  'H[0]: 1',
  '? i',
];
const indented = fc
  .tuple(fc.constantFrom('', '', '  ', '  ', '    ', ' '), fc.constantFrom(...lines))
  .map((parts) => parts.join(''));
const texts = fc
  .tuple(fc.array(indented, { minLength: 1, maxLength: 6 }), fc.constantFrom('\n', '\n', '\r\n'))
  .map(([all, end]) => all.join(end));

describe('the quick reader of YAML', () => {
  it('reads what files are made of', () => {
    const text = usual.split('\n').slice(0, -2).join('\n');
    expect(plain(text)?.[0]).toHaveLength(5);
    expect(plain(text)).toEqual(parsed(text));
  });

  it('leaves a text alone that holds more', () => {
    expect(plain(usual)).toBeUndefined();
  });

  it('agrees with the parser on everything it reads', () => {
    let read = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const properties = plain(text);
        if (properties === undefined) return;
        read += 1;
        expect(properties).toEqual(parsed(text));
      }),
      { numRuns: 4000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});

import { describe, expect, it } from '@jest/globals';
import { inFile } from '../../../../lib/config/spring/origin.js';
import { parseYaml } from '../../../../lib/config/spring/yaml-documents.js';
import { faultsOf } from '../../../support/faults.js';

const parse = (text: string) => parseYaml(text, inFile('a.yml'));
const first = (text: string) => parse(text)[0]?.[0];

describe('a YAML document', () => {
  it.each([
    ['012345', '5349', 'number'],
    ['12:34:56', '45296', 'number'],
    ['1_000', '1000', 'number'],
    ['1.10', '1.1', 'number'],
    ['12e3', '12000.0', 'number'],
    ['0x1F', '31', 'number'],
    ['yes', 'true', 'boolean'],
    ['2024-01-02', '2024-01-02', 'string'],
    ['y', 'y', 'string'],
  ])('reads %s as Spring does and keeps what was written', (text, value, type) => {
    expect(first(`key: ${text}`)).toMatchObject({ value, text, type });
    expect(first(`key: '${text}'`)).toMatchObject({ value: text, text, type: 'string' });
  });

  it.each(['~', 'null', ''])('has nothing in %j, neither read nor written', (text) => {
    expect(first(`key: ${text}`)).toMatchObject({ value: '', text: '', type: 'string' });
  });

  it('tells line and column of each value', () => {
    const [properties] = parse('spring:\n  mail:\n    host: smtp\n    ports: [25, 465]\n');
    expect(properties?.map(({ key, origin }) => `${key} ${origin.description}`)).toEqual([
      'spring.mail.host a.yml:3:11',
      'spring.mail.ports[0] a.yml:4:13',
      'spring.mail.ports[1] a.yml:4:17',
    ]);
  });

  it('takes a key in brackets that lacks its quotes as Java prints it', () => {
    expect(first('[a.b, 012]: 1')).toMatchObject({ key: '[[a.b, 10]]', value: '1' });
  });

  it('ends a line at a carriage return, too', () => {
    expect(parse('a: 1\rb: 2\r')[0]).toMatchObject([
      { key: 'a', value: '1' },
      { key: 'b', value: '2', origin: { line: 2, column: 4 } },
    ]);
  });

  it('tells where an alias stands, not its anchor', () => {
    expect(parse('a: &x 1\nb: *x\n')[0]?.[1]).toMatchObject({
      key: 'b',
      value: '1',
      origin: { line: 2, column: 4 },
    });
  });

  it('lets an alias mean the last anchor before it', () => {
    const [properties] = parse('a: &x 1\nb: *x\nc: &x 2\nd: *x\n');
    expect(properties?.map(({ value }) => value)).toEqual(['1', '1', '2', '2']);
  });

  it.each([
    ['a: 1\nb: 2\na: 3\n', 'has the key "a" twice', 'a.yml:3:1'],
    ['yes: 1\ntrue: 2\n', 'has the key "[true]" twice', 'a.yml:2:1'],
    ['a:\tb\n', 'has a tab before this', 'a.yml:1:4'],
    ['a:\n\tb: 1\n', 'is not valid YAML: a tab indents the line', 'a.yml:2:1'],
    ['a: *x\n', 'names an anchor that is not there', 'a.yml:1:4'],
    ['a: !secret x\n', 'has a value that does not fit its tag !secret', 'a.yml:1:12'],
    ['a: !!int x\n', 'has a value that does not fit its tag tag:yaml.org,2002:int', 'a.yml:1:10'],
    ['a: {<<: 3}\n', 'merges what is no map', 'a.yml:1:5'],
    ['? {a: b}\n: 1\n', 'has a key that is no text', 'a.yml:1:3'],
    ['a: &x {b: *x}\n', 'is nested too deep', 'a.yml:1:11'],
    [
      'a: !!javax.script.ScriptEngineManager [b]\n',
      'has the tag tag:yaml.org,2002:javax.script.ScriptEngineManager',
      'a.yml:1:39',
    ],
    ['a: b\x07c\n', 'holds a control character', 'a.yml:1:5'],
    ['a: 1\n...\nb: 2\n', 'goes on after `...`', 'a.yml:3:1'],
    ['a:\rb\n', 'is not valid YAML: a colon behind a key, or a closing bracket, is missing', 'a.yml:2:1'],
  ])('%j is refused where it is wrong', (text, problem, source) => {
    expect(faultsOf(() => parse(text))).toEqual([expect.objectContaining({ key: 'a.yml', problem, source })]);
  });

  it('refuses aliases that multiply without end', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const aliases = Array.from({ length: 9 }, () => `*a${level}`).join(', ');
      return `a${level + 1}: &a${level + 1} [${aliases}]`;
    });
    const [fault] = faultsOf(() => parse(`a0: &a0 lol\n${levels.join('\n')}\n`));
    expect(fault?.problem).toBe('holds more than 20000 properties');
  });

  it('refuses merges that multiply without end', () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `a${level + 1}: &a${level + 1} {<<: [*a${level}, *a${level}]}`,
    );
    const [fault] = faultsOf(() => parse(`a0: &a0 {x: 1}\n${levels.join('\n')}\n`));
    expect(fault?.problem).toBe('merges more than 20000 maps');
  });

  it('never quotes a file that it cannot read', () => {
    for (const text of [
      'password: "s3cret" x\n',
      'password: [s3cret\n',
      'a: "1"\n s3cret: 1\n',
      's3cret: *nope',
    ]) {
      const faults = faultsOf(() => parse(text));
      expect(faults).toHaveLength(1);
      expect(JSON.stringify(faults)).not.toContain('s3cret');
    }
  });

  it('leaves every prototype alone', () => {
    const [properties] = parse('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\n');
    expect(properties?.map(({ key }) => key)).toEqual([
      '__proto__.polluted',
      'constructor.prototype.polluted',
    ]);
    expect({}).not.toHaveProperty('polluted');
  });
});

import { describe, expect, it } from '@jest/globals';
import { loadSpringEnvironment } from '../../../../lib/config/spring/load-spring-environment.js';
import { environmentFromObject } from '../../../../lib/config/spring/spring-environment.js';
import { faultsOf } from '../../../support/faults.js';
import { withFolder } from '../../../support/temporary-folder.js';

function fromYaml(text: string, env: Readonly<Record<string, string>> = {}) {
  return withFolder({ 'application.yml': text }, (directory) => loadSpringEnvironment({ directory, env }));
}

describe('a property', () => {
  it('has the value of Spring and the text of the user, also through a placeholder', () => {
    const environment = fromYaml('secret: 012345\npassword: ${secret}\nboth: a${secret}\n');
    expect(environment.property('password')).toMatchObject({
      value: '5349',
      text: '012345',
      key: 'password',
    });
    expect(environment.property('both')).toMatchObject({ value: 'a5349', text: 'a012345' });
  });

  it('keeps the origin of its own key when a placeholder fetches the value', () => {
    const environment = fromYaml('mail:\n  userName: ${MAIL_USER}\n', { MAIL_USER: 'bob' });
    expect(environment.property('mail.user-name')).toMatchObject({
      value: 'bob',
      key: 'mail.userName',
      origin: { description: 'application.yml:2:13', file: 'application.yml', line: 2, column: 13 },
    });
  });

  it('tells which placeholders nothing has a value for', () => {
    const environment = fromYaml('a: ${x}-${b}\nb: ${y}\n');
    expect(environment.property('a')).toMatchObject({ value: '${x}-${y}', unresolved: ['x', 'y'] });
  });

  it('that refers to itself is refused where it is written', () => {
    const environment = fromYaml('a: ${b}\nb: ${a}\n');
    expect(faultsOf(() => environment.property('a'))).toEqual([
      expect.objectContaining({ key: 'a', source: 'application.yml:1:4' }),
    ]);
  });
});

describe('a map', () => {
  it('keeps the keys of files and overrides them from the environment', () => {
    const environment = fromYaml('mail: {socketFactory.port: 465, "[a/b]": 1}', {
      MAIL_SOCKETFACTORY_PORT: '1465',
    });
    const map = environment.map('mail');
    expect(Array.from(map, ([key, { value }]) => `${key}=${value}`).toSorted()).toEqual([
      'a/b=1',
      'socketFactory.port=1465',
      'socketfactory.port=1465',
    ]);
    expect(map.get('socketFactory.port')?.key).toBe('MAIL_SOCKETFACTORY_PORT');
  });

  it('cannot be one value, but may be empty', () => {
    expect(faultsOf(() => fromYaml('mail: a=b').map('mail'))).toEqual([
      expect.objectContaining({ key: 'mail', source: 'application.yml:1:7' }),
    ]);
    expect(fromYaml('mail: {}').map('mail').size).toBe(0);
    expect(fromYaml('').map('mail').size).toBe(0);
  });
});

describe('a list', () => {
  it('comes whole from the source that wins', () => {
    const environment = fromYaml('to: [a, b, c]\ncc: "x , y"\nbcc: []', { TO_0: 'z' });
    const values = (name: string) => environment.list(name)?.map(({ value }) => value);
    expect(values('to')).toEqual(['z']);
    expect(values('cc')).toEqual(['x', 'y']);
    expect(values('bcc')).toEqual([]);
    expect(values('none')).toBeUndefined();
  });

  it('may not have a gap', () => {
    const environment = fromYaml('to[0]: a\nto[2]: c\n');
    expect(faultsOf(() => environment.list('to'))).toEqual([
      expect.objectContaining({ key: 'to[2]', problem: 'leaves a gap in its list, which has no [1]' }),
    ]);
  });
});

describe('names', () => {
  it('are those below a prefix, as a file spells them, and each can be asked for', () => {
    const environment = fromYaml('app: {hostName: h, list: [a], "[x.y]": 1}\nother: 1', {
      APP_HOSTNAME: 'e',
      PATH: '/',
    });
    const names = [...environment.names('app')];
    expect(names.map(({ name, key }) => `${name} ${key}`)).toEqual([
      'app.hostName app.hostName',
      'app.list[0] app.list[0]',
      'app[x.y] app[x.y]',
    ]);
    expect(names.map(({ path }) => path)).toEqual([
      ['app', 'hostName'],
      ['app', 'list', '0'],
      ['app', 'x.y'],
    ]);
    expect(names.map(({ name }) => environment.property(name)?.value)).toEqual(['e', 'a', '1']);
  });
});

describe('an environment from an object', () => {
  it('reads nested, dotted, camel and kebab keys, and writes numbers as JSON does', () => {
    const environment = environmentFromObject(
      {
        spring: { mail: { host: 'h', defaultEncoding: 'utf-8', port: 587 } },
        'spring.mail.ssl.enabled': true,
        rate: 0.5,
      },
      'MailModule.forRoot',
    );
    expect(environment.property('spring.mail.default-encoding')).toMatchObject({
      value: 'utf-8',
      key: 'spring.mail.defaultEncoding',
      origin: { description: 'MailModule.forRoot' },
    });
    const values = ['spring.mail.port', 'spring.mail.ssl.enabled', 'rate'].map(
      (name) => environment.property(name)?.value,
    );
    expect(values).toEqual(['587', 'true', '0.5']);
  });

  it('leaves out what has no value', () => {
    const environment = environmentFromObject({ a: undefined, b: null, c: '', d: [] }, 'test');
    expect(Array.from(environment.names(), ({ name }) => name)).toEqual(['c', 'd']);
  });

  it('refuses functions and cycles', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(faultsOf(() => environmentFromObject({ a: { b: () => 1 } }, 'test'))[0]).toMatchObject({
      key: 'a.b',
    });
    expect(faultsOf(() => environmentFromObject(cycle, 'test'))[0]?.problem).toBe('is nested too deep');
  });

  it('cannot change a prototype', () => {
    const tree: object = JSON.parse('{"__proto__": {"polluted": 1}}');
    const environment = environmentFromObject(tree, 'test');
    expect(environment.property('__proto__.polluted')?.value).toBe('1');
    expect(environment.property('constructor')).toBeUndefined();
    expect(environment.map('__proto__').get('polluted')?.value).toBe('1');
    expect({}).not.toHaveProperty('polluted');
  });
});

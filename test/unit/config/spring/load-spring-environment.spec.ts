import { describe, expect, it } from '@jest/globals';
import { loadSpringEnvironment } from '../../../../lib/config/spring/load-spring-environment.js';
import type { SpringEnvironment } from '../../../../lib/config/spring/spring-environment.js';
import { faultsOf } from '../../../support/faults.js';
import { withFolder } from '../../../support/temporary-folder.js';

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
  readonly systemProperties?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
}

function load<T>({ files = {}, ...options }: Given, read: (environment: SpringEnvironment) => T): T {
  return withFolder(files, (directory) =>
    read(loadSpringEnvironment({ directory, workingDirectory: directory, ...options })),
  );
}

const valueOf = (name: string, given: Given) =>
  load(given, (environment) => environment.property(name)?.value);
const faults = (given: Given) => faultsOf(() => load(given, () => undefined));

describe('sources', () => {
  it.each(['spring.config', 'spring.config.activate', 'spring.profiles.group'])(
    '%s takes no value of its own',
    (key) => {
      expect(faults({ files: { 'application.properties': `${key}=prod` } })).toEqual([
        expect.objectContaining({ key, problem: 'has one value where keys of its own are expected' }),
      ]);
    },
  );

  it('override each other in the order of Spring, and each value tells its own', () => {
    const layers: readonly Given[] = [
      { files: { 'application.yml': 'host: file', 'config/application.properties': 'host=config' } },
      { env: { HOST: 'variable' } },
      { systemProperties: { host: 'system' } },
      { env: { HOST: 'variable', SPRING_APPLICATION_JSON: '{"host":"json"}' } },
      { argv: ['--host=argument'] },
    ];
    const origins = layers.map((_, top) => {
      const given = layers.slice(0, top + 1).reduce((below, layer) => ({ ...below, ...layer }));
      return load(given, (environment) => {
        const property = environment.property('host');
        return `${property?.value} from ${property?.origin.description}`;
      });
    });
    expect(origins).toEqual([
      'config from config/application.properties:1:6',
      'variable from environment variable HOST',
      'system from system property host',
      'json from environment variable SPRING_APPLICATION_JSON',
      'argument from command line --host',
    ]);
  });

  it('are looked for in each folder of config/ in the order of their names', () => {
    const files = {
      'config/application.yml': 'a: 1\nb: 1\nc: 1',
      'config/x/application.yml': 'b: 2\nc: 2',
      'config/y/application.yml': 'c: 3',
      'config/y/deeper/application.yml': 'a: 4',
    };
    expect(['a', 'b', 'c'].map((name) => valueOf(name, { files }))).toEqual(['1', '2', '3']);
  });

  it('pass over a file where the folder config/ could be', () => {
    expect(valueOf('a', { files: { config: 'x', 'application.yml': 'a: 1' } })).toBe('1');
  });

  it('show a file by its path below the directory, and by its whole path elsewhere', () => {
    withFolder({ 'inside/application.yml': 'a: 1', 'outside/extra.yml': 'b: 2' }, (root) => {
      const environment = loadSpringEnvironment({
        directory: `${root}/inside`,
        env: { SPRING_CONFIG_IMPORT: `file:${root}/outside/extra.yml` },
      });
      expect(environment.property('a')?.origin.file).toBe('application.yml');
      expect(environment.property('b')?.origin.file).toBe(`${root}/outside/extra.yml`);
    });
  });

  it('are not the environment of the process unless it is given', () => {
    process.env['SPRING_ENVIRONMENT_SPEC'] = 'leaked';
    expect(valueOf('spring.environment.spec', {})).toBeUndefined();
    delete process.env['SPRING_ENVIRONMENT_SPEC'];
  });

  it.each([
    ['{"password": s3cret}', 'is not valid JSON'],
    ['["s3cret"]', 'is no JSON object'],
    ['{"s3cret": 12345678901234567890}', 'is a number with more digits than can be kept'],
  ])('refuse the JSON %s', (json, problem) => {
    const [fault] = faults({ env: { SPRING_APPLICATION_JSON: json } });
    expect(fault).toMatchObject({ problem, source: 'environment variable SPRING_APPLICATION_JSON' });
    expect(fault?.value).toBeUndefined();
  });

  it('refuse an argument without a name, and end at --', () => {
    expect(faults({ argv: ['--=x'] })).toEqual([expect.objectContaining({ source: 'command line' })]);
    expect(valueOf('b', { argv: ['--a=1', '--', '--b=2'] })).toBeUndefined();
  });
});

describe('profiles', () => {
  it('given as an option replace those that are configured', () => {
    const given: Given = {
      files: { 'application.yml': 'spring.profiles.active: dev', 'application-test.yml': 'a: test' },
      env: { SPRING_PROFILES_ACTIVE: 'prod' },
      profiles: ['test'],
    };
    expect(load(given, ({ activeProfiles }) => activeProfiles)).toEqual(['test']);
    expect(valueOf('a', given)).toBe('test');
  });

  it('bring their groups along, groups in groups too, and survive a cycle', () => {
    const files = { 'application.yml': 'spring.profiles.group: {a: "b, c", b: [d, a]}' };
    expect(load({ files, profiles: ['a', 'e'] }, ({ activeProfiles }) => activeProfiles)).toEqual([
      'a',
      'b',
      'd',
      'c',
      'e',
    ]);
  });

  it.each([
    ['application-prod.yml', 'spring.profiles.active: x', 'spring.profiles.active', '1:25'],
    ['application-prod.yml', 'spring.profiles.include: [x]', 'spring.profiles.include[0]', '1:27'],
    ['application.yml', 'spring.profiles: x', 'spring.profiles', '1:18'],
    [
      'application.yml',
      'spring: {config.activate.on-profile: prod, profiles.include: x}',
      'spring.profiles.include',
      '1:62',
    ],
    [
      'application.yml',
      'spring.config.activate.on-profile: a & b | c',
      'spring.config.activate.on-profile',
      '1:36',
    ],
    [
      'application.yml',
      'spring.config.activate.on-cloud-platform: moon',
      'spring.config.activate.on-cloud-platform',
      '1:43',
    ],
    ['application.yml', 'spring.profiles.active: "no/path"', 'spring.profiles.active', '1:25'],
  ])('are refused in %s as %s', (file, text, key, position) => {
    const options = text.includes('no/path') ? {} : { profiles: ['prod'] };
    expect(faults({ files: { [file]: text }, ...options })).toEqual([
      expect.objectContaining({ key, source: `${file}:${position}`, advice: expect.stringMatching(/\.$/) }),
    ]);
  });
});

describe('imports', () => {
  it('win over the document that asks for them, the later over the earlier, profile files over all', () => {
    const files = {
      'application.yml': 'spring.config.import: [one.yml, two.yml]\na: app\nb: app\nc: app\nd: app',
      'one.yml': 'b: one\nc: one\nd: one',
      'two.yml': 'c: two\nd: two',
      'one-prod.yml': 'd: one-prod',
    };
    const given: Given = { files, profiles: ['prod'] };
    expect(['a', 'b', 'c', 'd'].map((name) => valueOf(name, given))).toEqual([
      'app',
      'one',
      'two',
      'one-prod',
    ]);
  });

  it('start from the file that holds them, and may form a cycle', () => {
    const files = {
      'application.yml': 'spring.config.import: sub/a.yml\nv: app',
      'sub/a.yml': 'spring.config.import: ../sub/b.yml\nv: a',
      'sub/b.yml': 'spring.config.import: classpath:application.yml\nv: b',
    };
    expect(valueOf('v', { files })).toBe('b');
  });

  it('read a tree of files, each folder of several, without touching what the secrets hold', () => {
    const files = {
      'application.yml': 'spring.config.import: configtree:secrets/*/\nlogin: ${mail.user}',
      'secrets/one/mail/user': 'bob\n',
      'secrets/two/mail.password': 'pa${ss}\n',
      'secrets/two/..data/mail.password': 'hidden',
      'secrets/two/key': 'two\nlines\n',
    };
    load({ files }, (environment) => {
      expect(environment.property('login')?.value).toBe('bob');
      expect(environment.property('mail.password')).toMatchObject({ value: 'pa${ss}', unresolved: [] });
      expect(environment.property('key')?.value).toBe('two\nlines\n');
      expect(environment.property('mail.user')?.origin.description).toBe('secrets/one/mail/user');
    });
  });

  it('read documents out of an environment variable', () => {
    const files = { 'application.yml': 'spring.config.import: "env:MAIL_YAML[.yaml]"' };
    load({ files, env: { MAIL_YAML: 'mail:\n  host: h\n' } }, (environment) => {
      expect(environment.property('mail.host')).toMatchObject({
        value: 'h',
        origin: { description: 'environment variable MAIL_YAML:2:9' },
      });
    });
  });

  it.each([
    'nope.yml',
    'file:./nope.yml',
    'classpath:nope.yml',
    'nope/',
    'configtree:nope/',
    'env:NOPE',
    'nope[.yaml]',
  ])('that are missing are refused: %s', (location) => {
    const files = { 'application.yml': `spring.config.import: "${location}"` };
    expect(faults({ files })).toEqual([
      expect.objectContaining({
        key: 'spring.config.import',
        problem: `names ${location}, which is not there`,
        source: 'application.yml:1:23',
      }),
    ]);
    expect(faults({ files: { 'application.yml': `spring.config.import: "optional:${location}"` } })).toEqual(
      [],
    );
  });

  it.each(['configserver:http://x', 'text.txt', 'a/*/b/*/', 'configtree:tree'])(
    'cannot be %s',
    (location) => {
      const [fault] = faults({ files: { 'application.yml': `spring.config.import: "${location}"` } });
      expect(fault).toMatchObject({ key: 'spring.config.import', source: 'application.yml:1:23' });
    },
  );

  it('pass over an optional server that only the Java side knows', () => {
    const files = { 'application.yml': 'spring.config.import: "optional:configserver:http://x"\na: 1' };
    expect(valueOf('a', { files })).toBe('1');
  });
});

describe('files', () => {
  it('that cannot be read are refused by name', () => {
    expect(faults({ files: { 'application.yml/x': '' } })).toEqual([
      { key: 'application.yml', problem: 'is no file', advice: 'Put a file there, or remove it.' },
    ]);
    expect(faults({ files: { 'application.yml': `a: ${'x'.repeat(5 * 1024 * 1024)}` } })).toEqual([
      expect.objectContaining({ key: 'application.yml', problem: 'is larger than 4 MiB' }),
    ]);
    expect(
      faultsOf(() =>
        withFolder({ 'application.yml': Buffer.from([0x61, 0x3a, 0x20, 0xe9]) }, (directory) =>
          loadSpringEnvironment({ directory }),
        ),
      ),
    ).toEqual([expect.objectContaining({ problem: 'is not valid utf-8' })]);
  });
});

// Installs the packed package into new Nest 12 and Nest 11 projects, as `nest new` makes them, and uses it there:
// `nest add` and `nest g` set mail up, the README's twelve lines send a mail, tests that read mails pass with the project's own
// test set-up.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SMTPServer } from 'smtp-server';

const twelveLines = /^## Twelve lines[^]*?```ts\n(?<code>[^]*?)```/mu.exec(readFileSync('README.md', 'utf8'))
  .groups.code;

const strictConfig = JSON.stringify({
  extends: './tsconfig.json',
  compilerOptions: { noEmit: true, strict: true, skipLibCheck: false, types: ['node'] },
  files: ['src/twelve-lines.ts', 'src/app.module.ts', 'src/mails/welcome.mail.ts'],
});

const spec = `import { Test } from '@nestjs/testing';
import { MailModule, MailService } from 'nestjs-spring-mail';

it('injects MailService', async () => {
  const app = await Test.createTestingModule({ imports: [MailModule.forRoot({ host: 'localhost' })] }).compile();
  expect(app.get(MailService)).toBeInstanceOf(MailService);
  await app.close();
});
`;

const jestForEsm = JSON.stringify({
  rootDir: 'src',
  testRegex: 'mail\\.spec\\.ts$',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
});

const folder = mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-consumers-'));
try {
  const tarball = pack();
  for (const nest of ['12', '11']) await verify(nest, tarball);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack() {
  const [{ filename }] = JSON.parse(npm(process.cwd(), 'pack', '--json', '--pack-destination', folder));
  return resolve(folder, filename);
}

async function verify(nest, tarball) {
  const project = join(folder, `nest-${nest}`);
  const step = (name, work) => timed(`Nest ${nest}: ${name}`, work);
  await step('nest new', () =>
    run(folder, 'npx', '-y', `@nestjs/cli@${nest}`, 'new', `nest-${nest}`, '-s', '-g', '-p', 'npm'),
  );
  await step('npm install', () => npm(project, 'install', '--no-audit', '--no-fund'));
  await step('npm install nestjs-spring-mail', () =>
    npm(project, 'install', '--no-audit', '--no-fund', tarball),
  );
  await step('nest add, nest g mail', () => generate(project));
  writeFileSync(join(project, 'src/twelve-lines.ts'), twelveLines);
  writeFileSync(join(project, 'src/mail.spec.ts'), spec);
  writeFileSync(join(project, 'tsconfig.strict.json'), strictConfig);
  await step('type check with skipLibCheck: false', () =>
    run(project, 'npx', 'tsc', '-p', 'tsconfig.strict.json'),
  );
  await step('nest build', () => npm(project, 'run', 'build'));
  await step('npx nestjs-spring-mail config', () => printsConfig(project));
  await step('the twelve lines send a mail', () => sendTwelveLines(project));
  await step('the controllers answer with Express and Fastify', () => answersRequests(project, nest));
  await step('npm test, its own set-up', () => npm(project, 'test'));
  if (nest === '12') await step('jest for ES modules', () => testWithJest(project));
}

/** Sets mail up and makes a first mail; its test is one of those that `npm test` runs. */
function generate(project) {
  run(project, 'npx', 'nest', 'add', 'nestjs-spring-mail', '--skip-install');
  run(project, 'npx', 'nest', 'g', '-c', 'nestjs-spring-mail', 'mail', 'welcome');
  npm(project, 'install', '--no-audit', '--no-fund');
}

function printsConfig(project) {
  const { host, port } = JSON.parse(run(project, 'npx', 'nestjs-spring-mail', 'config', '--json'));
  if (host !== 'localhost' || port !== 2525) throw new Error(`It printed ${host}:${port}.`);
}

async function sendTwelveLines(project) {
  const mails = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      stream.on('end', () => {
        mails.push(text);
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const env = { ...process.env, SPRING_MAIL_PORT: String(server.server.address().port) };
  const [code] = await once(
    spawn('node', ['dist/twelve-lines.js'], { cwd: project, env, stdio: 'inherit' }),
    'exit',
  );
  server.close();
  if (code !== 0 || mails.length !== 1 || !/^Subject: Hi\r?$/mu.test(mails[0])) {
    throw new Error(`Exit code ${code}, ${mails.length} mails: ${mails.join('\n')}`);
  }
}

function answersRequests(project, nest) {
  npm(project, 'install', '--no-audit', '--no-fund', `@nestjs/platform-fastify@${nest}`);
  copyFileSync('scripts/consumer-controllers.mjs', join(project, 'controllers.mjs'));
  run(project, 'node', 'controllers.mjs');
}

/** The starter of Nest 12 comes with vitest; many teams stay with jest. */
function testWithJest(project) {
  npm(project, 'install', '--no-audit', '--no-fund', '-D', 'jest@30', '@swc/core@1', '@swc/jest@0.2');
  writeFileSync(join(project, 'jest.config.json'), jestForEsm);
  run(project, 'node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js');
}

async function timed(name, work) {
  const start = Date.now();
  await work();
  console.log(`${name}: ok, ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

function npm(cwd, ...args) {
  return run(cwd, 'npm', ...args);
}

function run(cwd, command, ...args) {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: cleanEnv(),
    });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${error.stdout}\n${error.stderr}`, {
      cause: error,
    });
  }
}

/** npm hands its own settings to the scripts it runs; a new project must not inherit them. */
function cleanEnv() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?:package|lifecycle|command|config_local)/u.test(name),
    ),
  );
}

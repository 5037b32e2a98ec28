// The packed package in a project as `nest new` makes it: the README's first mail is sent, `nest add` and `nest g` set mail up, tests
// that read mails pass with the project's own test set-up.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run, since } from './commands.mjs';
import { mailServer } from './mail-server.mjs';

const firstMail = /^## The first mail[^]*?```ts\n(?<code>[^]*?)```/mu.exec(readFileSync('README.md', 'utf8'))
  .groups.code;

const settings = 'spring:\n  mail:\n    host: localhost\n    port: 2525\n';

const strictConfig = JSON.stringify({
  extends: './tsconfig.json',
  compilerOptions: { noEmit: true, strict: true, skipLibCheck: false, types: ['node'] },
  files: ['src/first-mail.ts', 'src/app.module.ts', 'src/mails/welcome.mail.ts'],
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

/** Makes the project in `folder` and says of each step how long it took. */
export async function nestNew({ nest, folder, tarball, env }) {
  const project = join(folder, 'project');
  const controllers = resolve('scripts/verify/controllers.mjs');
  const inProject = (command, ...args) => run(project, env, command, ...args);
  const install = (...names) => inProject('npm', 'install', '--no-audit', '--no-fund', ...names);
  const step = async (name, work) => {
    const start = Date.now();
    await work();
    console.log(`Nest ${nest}: ${name}: ok, ${since(start)}`);
  };

  await step('an empty folder to first mail', async () => {
    run(folder, env, 'npx', '-y', `@nestjs/cli@${nest}`, 'new', 'project', '-g', '-p', 'npm');
    install(tarball);
    writeFileSync(join(project, 'application.yml'), settings);
    writeFileSync(join(project, 'src/first-mail.ts'), firstMail);
    inProject('npm', 'run', 'build');
    await sendFirstMail(project, env);
  });
  await step('nest add, nest g mail', () => {
    rmSync(join(project, 'application.yml'));
    inProject('npx', 'nest', 'add', 'nestjs-spring-mail', '--skip-install');
    inProject('npx', 'nest', 'g', '-c', 'nestjs-spring-mail', 'mail', 'welcome');
    install();
    inProject('npm', 'run', 'build');
  });
  await step('type check with skipLibCheck: false', () => {
    writeFileSync(join(project, 'tsconfig.strict.json'), strictConfig);
    inProject('npx', 'tsc', '-p', 'tsconfig.strict.json');
  });
  await step('npx nestjs-spring-mail config', () => {
    const { host, port } = JSON.parse(inProject('npx', 'nestjs-spring-mail', 'config', '--json'));
    if (host !== 'localhost' || port !== 2525) throw new Error(`It printed ${host}:${port}.`);
  });
  await step('the controllers answer with Express and Fastify', () => {
    install(`@nestjs/platform-fastify@${nest}`);
    copyFileSync(controllers, join(project, 'controllers.mjs'));
    inProject('node', 'controllers.mjs');
  });
  await step('npm test, its own set-up', () => {
    writeFileSync(join(project, 'src/mail.spec.ts'), spec);
    inProject('npm', 'test');
  });
  // The starter of Nest 12 comes with vitest; many teams stay with jest.
  if (nest === '12')
    await step('jest for ES modules', () => {
      install('-D', 'jest@30', '@swc/core@1', '@swc/jest@0.2');
      writeFileSync(join(project, 'jest.config.json'), jestForEsm);
      inProject('node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js');
    });
}

async function sendFirstMail(project, env) {
  const server = await mailServer();
  const child = spawn('node', ['dist/first-mail.js'], {
    cwd: project,
    env: { ...env, SPRING_MAIL_PORT: String(server.port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  await server.close();
  if (code !== 0 || server.mails.length !== 1 || !/^Subject: Hi\r?$/mu.test(server.mails[0]))
    throw new Error(`Exit code ${code}, ${server.mails.length} mails: ${server.mails.join('\n')}`);
}

// An application of a project that has installed the package: starts, sends a mail over SMTP, imports subpaths, ends.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mailServer } from './mail-server.mjs';

const run = promisify(execFile);
const LOAD = { mjs: (name) => `import(${name})`, cjs: (name) => `require(${name})` };

/**
 * @param program `mjs` or `cjs`
 * @param prepared gives the file to run instead of the source, such as a bundle
 * @throws when it does not end by itself, or its mail did not arrive once
 */
export async function runApplication({
  folder,
  program,
  subpaths = [],
  node = process.execPath,
  flags = [],
  prepared = (written) => written,
}) {
  const sourceFile = join(folder, `application.${program}`);
  writeFileSync(sourceFile, source(LOAD[program]));
  const file = await prepared(sourceFile);
  const server = await mailServer();
  try {
    await run(node, [...flags, file, String(server.port), ...subpaths], { timeout: 60_000 }).catch(
      withShortMessage,
    );
  } finally {
    await server.close();
  }
  if (server.mails.length !== 1 || !/^Subject: Hi\r?$/mu.test(server.mails[0]))
    throw new Error(`${file} sent ${server.mails.length} mails: ${server.mails.join('\n')}`);
}

function withShortMessage(cause) {
  throw new Error(/^.*Error.*$/mu.exec(cause.stderr)?.[0] ?? cause.message, { cause });
}

function source(load) {
  return `
    const [port, ...subpaths] = process.argv.slice(2);
    (async () => {
      await ${load("'reflect-metadata'")};
      const { NestFactory } = await ${load("'@nestjs/core'")};
      const { MailModule, MailService } = await ${load("'nestjs-spring-mail'")};
      const root = { module: class {}, imports: [MailModule.forRoot({ host: '127.0.0.1', port: Number(port) })] };
      const app = await NestFactory.createApplicationContext(root, { logger: ['error'] });
      await app.get(MailService).send({ from: 'a@example.org', to: 'b@example.org', subject: 'Hi', text: 'Hello' });
      await app.close();
      for (const subpath of subpaths) await ${load("'nestjs-spring-mail/' + subpath")};
    })();
  `;
}

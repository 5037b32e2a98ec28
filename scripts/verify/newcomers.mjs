// What the README promises somebody who has nothing yet, with nothing in npm's cache: npm run verify:newcomers
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pack } from '../packed-package.mjs';
import { environment, run, since } from './commands.mjs';
import { mailServer } from './mail-server.mjs';
import { nestNew } from './nest-new.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-newcomers-'));
try {
  const { tarball } = pack(folder);
  await cloneToFirstMail();
  for (const nest of ['12', '11']) {
    const home = join(folder, `home-${nest}`);
    mkdirSync(home);
    await nestNew({ nest, folder: home, tarball: resolve(tarball), env: withEmptyCache(home) });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** `npm install && npm start` in a clone; the sample app sends its first mail itself. */
async function cloneToFirstMail() {
  const clone = join(folder, 'clone');
  const env = withEmptyCache(folder);
  const start = Date.now();
  run(folder, env, 'git', 'clone', '-q', '--depth', '1', `file://${process.cwd()}`, 'clone');
  run(clone, env, 'npm', 'install');
  const installed = since(start);
  const [port, smtpPort] = await freePorts();
  const app = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...env, PORT: `${port}`, SPRING_MAIL_PORT: `${smtpPort}` },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  try {
    while (!(await hasMail(`http://127.0.0.1:${port}/mail/mails`))) await wait(200);
    console.log(`Fresh clone to first mail: ${since(start)}, of which npm install ${installed}`);
  } finally {
    process.kill(-Number(app.pid));
  }
}

async function hasMail(url) {
  const response = await fetch(url).catch(() => undefined);
  return response?.ok === true && (await response.json()).mails.length > 0;
}

async function freePorts() {
  const servers = [await mailServer(), await mailServer()];
  await Promise.all(servers.map((server) => server.close()));
  return servers.map(({ port }) => port);
}

function withEmptyCache(home) {
  return { ...environment(), npm_config_cache: join(home, 'npm-cache') };
}

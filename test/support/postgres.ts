import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePorts } from './free-port.js';
import { listening } from './listening.js';
import { locate } from './programs.mjs';
import { until } from './until.js';

/** A PostgreSQL of the test's own, on the loopback address. */
export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** It does not run as root. */
const AS_POSTGRES = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];

/** Suites that call it belong in `describeWith(['postgres'], …)`. */
export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-postgres-'));
  await chmod(folder, 0o755);
  execFileSync('chown', ['postgres', folder]);
  const [port = 0] = await freePorts(1);
  const data = join(folder, 'data');
  const setpriv = locate('setpriv') ?? 'setpriv';
  execFileSync(setpriv, [...AS_POSTGRES, locate('initdb') ?? 'initdb', '-D', data, '-A', 'trust', '-N'], {
    stdio: 'ignore',
    cwd: folder,
  });
  const settings = ['-h', '127.0.0.1', '-p', String(port), '-k', folder, '-F'];
  const server = spawn(setpriv, [...AS_POSTGRES, locate('postgres') ?? 'postgres', '-D', data, ...settings], {
    stdio: 'ignore',
    cwd: folder,
  });
  const kill = (): boolean => server.kill('SIGKILL');
  process.once('exit', kill);
  await listening(port);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await until(() => answers(url));
  return {
    url,
    async stop() {
      process.off('exit', kill);
      const gone = once(server, 'exit');
      // Fast shutdown: connections are cut.
      server.kill('SIGINT');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** It takes connections before it has started up. */
async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  // One that is cut off says so by an event as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

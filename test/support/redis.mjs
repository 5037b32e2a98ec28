// A Redis of one's own: for suites, and for the faults of bench/faults.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { locate } from './programs.mjs';

const running = new Set();
process.on('exit', () => {
  for (const server of running) server.kill('SIGKILL');
});

export async function startRedis(settings = {}, wanted) {
  const folder = await mkdtemp(join(tmpdir(), 'mail-redis-'));
  const port = wanted ?? (await freePort());
  // With `everysec` what was acknowledged may be lost with the process while the disk is slow.
  const directives = { appendonly: 'yes', appendfsync: 'always', save: '', ...settings };
  const words = Object.entries({ port, bind: '127.0.0.1', dir: folder, ...directives }).flatMap(
    ([name, value]) => [`--${name}`, String(value)],
  );
  let server = await begin();

  async function begin() {
    const started = spawn(locate('redis-server'), words, { stdio: 'ignore' });
    running.add(started);
    started.once('exit', () => running.delete(started));
    await answering(port, settings.requirepass !== undefined);
    return started;
  }

  async function kill() {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }

  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return server.pid;
    },
    kill,
    async restart() {
      server = await begin();
    },
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Redis takes connections before it has read its data. */
async function answering(port, hasPassword) {
  const end = Date.now() + 20_000;
  for (;;) {
    const reply = await ping(port);
    if (reply.startsWith('+PONG') || (hasPassword && reply.startsWith('-NOAUTH'))) return;
    if (Date.now() > end) throw new Error(`Redis did not start on port ${port}: ${reply}`);
    await pause(20);
  }
}

function ping(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const done = (reply) => {
      socket.destroy();
      resolve(reply);
    };
    socket.once('data', (data) => done(data.toString()));
    socket.once('error', (error) => done(error.message));
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compiled } from '../cache.mjs';
import { furnishPostfix } from './postfix.mjs';

const tlsSink = fileURLToPath(new URL('tls-sink.mjs', import.meta.url));
const sink = () => compiled(fileURLToPath(new URL('sink.c', import.meta.url)));

/** A server that keeps nothing has nothing left to do when a program ends. */
const keepingNothing = (...command) => ({ command, settled: async () => undefined });

/** How to start each server, and how to wait until it rests; the command is undefined where it is missing. */
const servers = {
  'smtp-sink': (host, port) =>
    keepingNothing('smtp-sink', '-u', 'nobody', '-m', '2000', `${host}:${port}`, '2048'),
  'smtp-sink, TLS': (host, port) => keepingNothing(process.execPath, tlsSink, host, port),
  // Debian's smtp-sink has no CHUNKING, and reads large mails line by line.
  sink: (host, port) => keepingNothing(sink(), host, port, '--no-chunking'),
  'sink, CHUNKING': (host, port) => keepingNothing(sink(), host, port),
  'slow sink': (host, port) => keepingNothing(sink(), host, port, '--no-chunking', '--delay', '30'),
  'slow sink, CHUNKING': (host, port) => keepingNothing(sink(), host, port, '--delay', '30'),
  postfix: (host, port) => furnishPostfix(host, port, ['chunking']),
  'postfix, CHUNKING': (host, port) => furnishPostfix(host, port, []),
};

/** Starts a server at its end of the line; `none` for what sends no mail. */
export async function startServer(name, line) {
  if (name === 'none') return { port: 0, settled: async () => undefined, stop: async () => undefined };
  const port = await freePort();
  const { command, settled } = servers[name](line.host, String(port));
  const [program, ...words] = line.within('server', command);
  const server = spawn(program, words, { stdio: ['pipe', 'ignore', 'inherit'] });
  const kill = () => server.kill();
  process.once('exit', kill);
  await Promise.race([once(server, 'spawn'), once(server, 'error').then(([error]) => Promise.reject(error))]);
  // Whoever asks whether it listens yet would be a client of the line.
  await pause(/postfix|TLS/u.test(name) ? 1000 : 200);
  return {
    port,
    settled,
    async stop() {
      process.off('exit', kill);
      server.stdin.end();
      kill();
      await once(server, 'exit');
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A port that does not answer the first packet of a connection, as behind a firewall. */
export interface DeafServer {
  readonly port: number;
  close(): Promise<void>;
}

const LISTEN = `
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.stdout.write(String(server.address().port)));
`;

/** Stops a process that listens and fills its queue: the system then drops what comes in, as long as it stays stopped. */
export async function deafServer(): Promise<DeafServer> {
  const child = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  const waiting: Socket[] = [];
  do waiting.push(connect(Number(port), '127.0.0.1').on('error', () => undefined));
  while ((await isTaken(waiting.at(-1))) && waiting.length < 20);
  return {
    port: Number(port),
    close: async () => {
      for (const socket of waiting) socket.destroy();
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function isTaken(socket: Socket | undefined): Promise<boolean> {
  if (socket === undefined) return false;
  return Promise.race([once(socket, 'connect').then(() => true), pause(200).then(() => false)]);
}

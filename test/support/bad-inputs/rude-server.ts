import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What a rude server does when a connection begins (an empty line) and at each line after that. */
export type Manners = (line: string, socket: Socket) => void;

/** A server that writes whatever it likes, whole lines or not. */
export interface RudeServer {
  readonly port: number;
  /** Every line that came in. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

/** Starts one on the loopback address. */
export async function rudeServer(manners: Manners): Promise<RudeServer> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // Whom it is rude to may hang up on it.
    socket.on('error', () => socket.destroy());
    let rest = '';
    socket.on('data', (chunk) => {
      const pieces = (rest + chunk.toString('latin1')).split('\r\n');
      rest = pieces.pop() ?? '';
      for (const line of pieces) {
        lines.push(line);
        if (!socket.destroyed) manners(line, socket);
      }
    });
    manners('', socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    lines,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** What a polite server writes at each command. */
const POLITE: readonly (readonly [RegExp, string])[] = [
  [/^$/u, '220 mail.example.test ESMTP\r\n'],
  [/^EHLO /u, '250-mail.example.test\r\n250 AUTH PLAIN LOGIN\r\n'],
  [/^AUTH /u, '235 2.7.0 Ok\r\n'],
  [/^(?:MAIL|RCPT|RSET|NOOP)\b/u, '250 Ok\r\n'],
  [/^DATA$/u, '354 Go on\r\n'],
  [/^\.$/u, '250 2.0.0 Ok\r\n'],
  [/^QUIT$/u, '221 Bye\r\n'],
];

/** Polite but at the lines that match; there it writes a text, or does what the function does. */
export function rudeAt(line: RegExp, act: string | ((socket: Socket) => void)): Manners {
  let isContent = false;
  return (said, socket) => {
    const isEnd = said === '.';
    const isHeard = !isContent || isEnd;
    if (said === 'DATA') isContent = true;
    if (isEnd) isContent = false;
    if (!isHeard) return;
    if (!line.test(said))
      socket.write(POLITE.find(([command]) => command.test(said))?.[1] ?? '500 What?\r\n');
    else if (typeof act === 'string') socket.write(act);
    else act(socket);
  };
}

/** Writes a piece again and again until the other side hangs up. */
export function forEver(piece: string, pause = 5): (socket: Socket) => void {
  return (socket) => {
    const timer = setInterval(() => void socket.write(piece), pause);
    socket.once('close', () => clearInterval(timer));
  };
}

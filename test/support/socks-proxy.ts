import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What the proxy answers to CONNECT: that it is done, a refusal (RFC 1928 section 6), or nothing. */
export type SocksAnswer = 'connected' | 'not allowed' | 'silence';

/** A SOCKS5 proxy (RFC 1928) on the loopback address that leads every name to this machine. */
export interface SocksProxy extends AsyncDisposable {
  readonly port: number;
  /** Host and port of each CONNECT, as the client wrote them. */
  readonly asked: readonly string[];
}

const VERSION = 5;
const NO_SIGN_IN = Buffer.from([VERSION, 0]);
const DONE = Buffer.from([VERSION, 0, 0, 1, 127, 0, 0, 1, 0, 0]);
const NOT_ALLOWED = Buffer.from([VERSION, 2, 0, 1, 0, 0, 0, 0, 0, 0]);
const NAME = 3;

/** Starts a proxy. */
export async function socksProxy(answer: SocksAnswer = 'connected'): Promise<SocksProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const converse = async (client: Socket): Promise<void> => {
    await once(client, 'data');
    client.write(NO_SIGN_IN);
    const [request] = await once(client, 'data');
    const { host, port } = destinationOf(request);
    asked.push(`${host}:${port}`);
    if (answer === 'silence') return;
    if (answer === 'not allowed') {
      client.end(NOT_ALLOWED);
      return;
    }
    const server = keep(connect(port, '127.0.0.1'));
    await once(server, 'connect');
    client.write(DONE);
    client.pipe(server).pipe(client);
  };
  const proxy = createServer((client) => void converse(keep(client)).catch(() => client.destroy()));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = once(proxy, 'close');
      proxy.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function destinationOf(request: Buffer): { host: string; port: number } {
  const isName = request[3] === NAME;
  const [from, length] = isName ? [5, request[4] ?? 0] : [4, 4];
  const bytes = request.subarray(from, from + length);
  return { host: isName ? bytes.toString() : bytes.join('.'), port: request.readUInt16BE(from + length) };
}

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server on which the first connection stops being read in the middle of a large mail, and stays open. */
export interface StoppingRelay {
  readonly port: number;
  close(): Promise<void>;
}

/** More than a conversation holds without the mail. */
const STOP_AFTER_BYTES = 50_000;

/** @param port of the server */
export async function stoppingRelay(port: number): Promise<StoppingRelay> {
  const sockets: Socket[] = [];
  const relay = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    if (sockets.length === 0) stopInTheMiddle(client, server);
    sockets.push(client, server);
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.pipe(server).pipe(client);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      relay.close();
      await once(relay, 'close');
    },
  };
}

function stopInTheMiddle(client: Socket, server: Socket): void {
  let bytes = 0;
  client.on('data', ({ length }) => {
    bytes += length;
    if (bytes < STOP_AFTER_BYTES) return;
    client.unpipe(server);
    client.pause();
  });
}

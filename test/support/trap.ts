import { once } from 'node:events';
import { createServer } from 'node:http';
import { listen } from './sample-app.js';

/** A server that nobody is to speak to. */
export interface Trap {
  /** `http://127.0.0.1:3000` */
  readonly origin: string;
  /** Paths that were asked for, and `connection` for every connection, asked or not. */
  readonly hits: string[];
  close(): Promise<void>;
}

/** Sets one; everything is answered with an image. */
export async function setTrap(): Promise<Trap> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Content-Type', 'image/svg+xml');
    response.end('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>');
  });
  server.on('connection', () => hits.push('connection'));
  const origin = `http://127.0.0.1:${await listen(server)}`;
  return {
    origin,
    hits,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

import { createServer } from 'node:net';

// Below the range from which the system takes the ports of outgoing connections, which would be in use now and then.
const lowest = 10_000;
const highest = 30_000;

/** Different ports of the loopback address that nobody listens on, for programs that cannot choose their own. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count && tries < 100; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

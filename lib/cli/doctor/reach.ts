import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Most milliseconds for each. */
const TIMEOUT = 3000;

/** The addresses of a host, as this machine finds them when it connects. */
export async function addressesOf(host: string): Promise<string[]> {
  const found = await within(lookup(host, { all: true }), 'ETIMEOUT');
  return found.map(({ address }) => address);
}

async function within<T>(work: Promise<T>, code: string, timeout = TIMEOUT): Promise<T> {
  const limit = new AbortController();
  const late = pause(timeout, undefined, { signal: limit.signal }).then(() => {
    throw Object.assign(new Error(`No answer within ${timeout} ms`), { code });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    limit.abort();
    late.catch(() => undefined);
  }
}

/** Connects within some milliseconds and hangs up. @returns the address that took it */
export async function reach(
  to: { host: string; port: number; localAddress?: string },
  timeout: number,
): Promise<string> {
  const socket = connect(to);
  try {
    await within(
      new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve).once('error', reject);
      }),
      'ETIMEDOUT',
      Math.min(timeout, TIMEOUT),
    );
    return socket.remoteAddress ?? to.host;
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}

import type { Socket } from 'node:net';
import { socks as loadSocks } from '../on-demand.cjs';
import { SmtpConnectError } from './smtp-errors.js';

/** Where and through what to connect. */
export interface ProxyRoute {
  /** `http://user:password@host:port` (CONNECT) or `socks5://host:port`. */
  readonly url: string;
  /** Gives the `socks` package, for SOCKS proxies; `undefined` where the application did not install it. */
  readonly socks?: (() => object | undefined) | undefined;
  readonly connectTimeout: number;
  /** A connection that comes after this is closed at once. */
  readonly signal: AbortSignal;
}

/** Opens a connection to host and port through a proxy, with nodemailer's proxy clients. */
export async function openThroughProxy(
  { url, socks = loadSocks, connectTimeout, signal }: ProxyRoute,
  host: string,
  port: number,
): Promise<Socket> {
  const client = url.startsWith('socks') ? socksClient(socks) : undefined;
  const { default: Mail } = await import('nodemailer/lib/mailer');
  const transport = { name: 'proxy', version: '1', send: () => undefined };
  const mailer = new Mail<unknown, { proxy: string; connectionTimeout: number }>(transport, {
    proxy: url,
    connectionTimeout: connectTimeout,
  });
  if (client !== undefined) mailer.set('proxy_socks_module', client);
  return new Promise((resolve, reject) => {
    const open = mailer.getSocket;
    if (!open) throw new Error('nodemailer has no proxy client');
    open({ host, port }, (error, options) => {
      const socket: unknown = options ? options['connection'] : undefined;
      if (!isSocket(socket)) return reject(toProxyError(error));
      if (signal.aborted) socket.destroy();
      resolve(socket);
    });
  });
}

function socksClient(load: () => object | undefined): object {
  const client = load();
  if (client !== undefined) return client;
  const details = { stage: 'proxy', code: 'socks-missing' } as const;
  throw new SmtpConnectError('The package socks, which a SOCKS proxy needs, is not installed', details);
}

function isSocket(value: unknown): value is Socket {
  return typeof value === 'object' && value !== null && 'setNoDelay' in value;
}

function toProxyError(error: Error | null): SmtpConnectError {
  const code = error !== null && 'code' in error ? String(error.code) : undefined;
  return new SmtpConnectError(
    `The proxy did not connect to the mail server: ${error?.message ?? 'no reason given'}`,
    {
      stage: 'proxy',
      code: 'EPROXY',
      originalCode: code,
      cause: error ?? undefined,
    },
  );
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { publicUrl } from './address.js';

const thisMachine = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Whether a Host header names this machine, or the host in `PUBLIC_URL`. */
function isKnown(host: string): boolean {
  const address = `http://${host}`;
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return thisMachine.test(hostname) || hostname === new URL(publicUrl).hostname;
}

/**
 * Middleware: answers 403 to a request under a name that is not ours. A site whose name was pointed at 127.0.0.1
 * (DNS rebinding) has the same origin as this server for the browser, and could send mail in our name.
 */
export function knownHost({ headers }: IncomingMessage, response: ServerResponse, next: () => void): void {
  if (isKnown(headers.host ?? '')) {
    next();
    return;
  }
  response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(
    'The sample app answers under localhost only. To reach it under another name, start it with PUBLIC_URL.\n',
  );
}

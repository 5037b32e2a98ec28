import type { ServerResponse } from 'node:http';

/** An answer to a request. */
export interface Answer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** The page runs its own script and nothing else, whatever a mail contains. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer; one may set a policy of its own. */
const HEADERS = {
  'Content-Security-Policy': PAGE_POLICY,
  'Cache-Control': 'no-store, no-transform',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Robots-Tag': 'noindex',
};

/** What the application set before is overwritten where both say something. */
export function write(response: ServerResponse, { status = 200, headers = {}, body = '' }: Answer): void {
  response.statusCode = status;
  // The policy says who may frame what; an older header of the application would forbid the frame of a mail.
  response.removeHeader('X-Frame-Options');
  for (const [name, value] of Object.entries({ ...HEADERS, ...headers })) response.setHeader(name, value);
  response.end(body);
}

/** Something that happens while somebody looks (server-sent events). */
export interface EventStream {
  readonly send: (data: object) => void;
  readonly end: () => void;
}

/** Keeps the answer open for what happens. */
export function writeEvents(response: ServerResponse): EventStream {
  const headers = { ...HEADERS, 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.flushHeaders();
  return {
    send: (data) => response.write(`data: ${JSON.stringify(data)}\n\n`),
    end: () => response.end(),
  };
}

/** An answer for the page's own script. */
export function json(value: unknown, status = 200): Answer {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}

/** An answer that leads elsewhere. */
export function moved(location: string): Answer {
  return { status: 302, headers: { Location: location } };
}

/** An answer that says what is wrong and what to do. */
export function problem(status: number, message: string): Answer {
  return json({ message }, status);
}

/** A file to save and never to show: an HTML file would run with the rights of the page. */
export function download(filename: string, body: Buffer): Answer {
  const plain = filename.replaceAll(/[^\w .-]/gu, '_');
  const encoded = encodeURIComponent(Buffer.from(filename).toString()).replaceAll(
    /['()*]/gu,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    },
    body,
  };
}

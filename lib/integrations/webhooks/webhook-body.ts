import type { IncomingMessage } from 'node:http';
import { fromJson } from './fields.js';
import { WebhookRefusal } from './webhook-refusal.js';

/** A request of Express, or of Fastify, which keeps the stream in `raw`. */
export type WebhookRequest = (IncomingMessage | { readonly raw: IncomingMessage }) & {
  readonly body?: unknown;
};

/**
 * The JSON of a request, whatever its content type says: SNS sends JSON as `text/plain`. It is taken from whatever parser
 * of the application has read it, else from the stream.
 * @param limit bytes that are read at most
 * @throws WebhookRefusal for what is too large
 */
export async function webhookBody(request: WebhookRequest, limit: number): Promise<unknown> {
  const { body } = request;
  if (typeof body === 'string' || Buffer.isBuffer(body)) return fromJson(limited(body, limit).toString());
  const stream = 'raw' in request ? request.raw : request;
  // Some parsers leave an empty object where they have read nothing.
  if (typeof body === 'object' && body !== null && (stream.readableEnded || Object.keys(body).length > 0)) {
    return fromJson(limited(JSON.stringify(body), limit));
  }
  if (stream.readableEnded) throw new Error(READ_BEFORE);
  return fromJson(await readText(stream, limit));
}

const READ_BEFORE =
  'The body of a webhook was read before by something that left nothing in request.body. Let it leave the paths of ' +
  'MailWebhooksModule out, or have their bodies parsed as text: app.useBodyParser("text").';

function limited<T extends string | Buffer>(body: T, limit: number): T {
  if (Buffer.byteLength(body) > limit) throw tooLarge(limit);
  return body;
}

async function readText(stream: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Were the stream destroyed, the line would be, too, before the answer is read.
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(bytes);
    }
  } catch (error) {
    throw stream.errored === null ? error : new WebhookRefusal(400, 'broke off');
  }
  return Buffer.concat(chunks).toString();
}

function tooLarge(limit: number): WebhookRefusal {
  return new WebhookRefusal(413, `has more than ${limit} bytes`);
}

import { WebhookRefusal } from '../webhook-refusal.js';

/** What asks SNS: the global `fetch`, or one with a proxy. */
export type Fetch = typeof globalThis.fetch;

/** Milliseconds for the whole answer. */
const TIMEOUT = 5000;

/**
 * The text at an address, without following redirections.
 * @param limit bytes that are read at most
 * @throws WebhookRefusal when there is nothing; an Error when that is not known at the moment
 */
export async function download(fetch: Fetch, url: string, limit: number): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
  if (response.status >= 400 && response.status < 500) {
    await response.body?.cancel();
    throw new WebhookRefusal(403, `made Amazon SNS answer ${response.status}`);
  }
  const text = await readText(response, limit);
  if (!response.ok) throw new Error(`Amazon SNS answered ${response.status}.`);
  return text;
}

async function readText({ body }: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > limit) throw new Error(`Amazon SNS answered with more than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

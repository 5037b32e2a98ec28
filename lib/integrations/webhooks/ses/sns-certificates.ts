import { X509Certificate } from 'node:crypto';
import { WebhookRefusal } from '../webhook-refusal.js';
import { download, type Fetch } from './download.js';
import type { Topic } from './topic.js';

const PATH = /^\/SimpleNotificationService(?:-[0-9A-Za-z]+)?\.pem$/u;
/** Bytes; a certificate has about 2000. */
const LIMIT = 20_000;
const MAX_AT_ONCE = 4;
const MAX_KEPT = 16;

/** The certificates that SNS signs with, each fetched once. */
export class SnsCertificates {
  readonly #fetch: Fetch;
  readonly #kept = new Map<string, X509Certificate>();
  readonly #asked = new Map<string, Promise<X509Certificate>>();

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /**
   * @param url as the message names it
   * @throws WebhookRefusal when SNS has no valid certificate there; an Error when that is not known at the moment
   */
  async get(url: string, topic: Topic): Promise<X509Certificate> {
    checkUrl(url, topic);
    const certificate = this.#kept.get(url) ?? (await this.#ask(url));
    const now = Date.now();
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) {
      throw new WebhookRefusal(403, 'is signed with a certificate that has expired, or is not valid yet');
    }
    return certificate;
  }

  #ask(url: string): Promise<X509Certificate> {
    const asked = this.#asked.get(url);
    if (asked !== undefined) return asked;
    // Anybody can name addresses where there is nothing.
    if (this.#asked.size >= MAX_AT_ONCE)
      throw new Error('Too many certificates of Amazon SNS are asked for at once.');
    const asking = this.#load(url).finally(() => this.#asked.delete(url));
    this.#asked.set(url, asking);
    return asking;
  }

  async #load(url: string): Promise<X509Certificate> {
    const certificate = new X509Certificate(await download(this.#fetch, url, LIMIT));
    this.#kept.set(url, certificate);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return certificate;
  }
}

/** Compared as text: what two parsers of URLs read differently is not asked for at all. */
function checkUrl(url: string, { origin }: Topic): void {
  if (!url.startsWith(`${origin}/`) || !PATH.test(url.slice(origin.length))) {
    throw new WebhookRefusal(
      403,
      'names a certificate that is not one of Amazon SNS in the region of the topic',
    );
  }
}

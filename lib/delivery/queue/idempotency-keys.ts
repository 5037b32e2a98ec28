import type { JobReceipt } from './mail-queue.js';

/** Keys that one process keeps in mind; the oldest goes first. */
const MOST = 100_000;

/** Which message of an in-process queue had which idempotency key. */
export class IdempotencyKeys {
  readonly #receipts = new Map<string, { readonly receipt: JobReceipt; readonly until: number }>();

  get(key: string | undefined): JobReceipt | undefined {
    if (key === undefined) return undefined;
    const known = this.#receipts.get(key);
    return known !== undefined && known.until > Date.now() ? known.receipt : undefined;
  }

  /** @param window milliseconds that it holds */
  add(key: string, receipt: JobReceipt, window: number): void {
    this.#receipts.delete(key);
    this.#receipts.set(key, { receipt, until: Date.now() + window });
    const [oldest] = this.#receipts.keys();
    if (this.#receipts.size > MOST && oldest !== undefined) this.#receipts.delete(oldest);
  }
}

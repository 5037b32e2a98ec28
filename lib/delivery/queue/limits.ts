import type { QueueConfig, QueueRate } from '../../config/queue-config.js';
import type { Mail } from '../../message/mail.js';
import { SlidingWindow } from '../../smtp/rate-limit.js';

/** A limit for the mails to one domain. */
export interface DomainLimit {
  readonly domain: string;
  readonly rate: QueueRate;
}

/** The limits that a mail counts for: each domain of its recipients once. */
export function domainLimitsOf(
  { envelope }: Mail,
  { domainLimit, domainLimits }: QueueConfig,
): readonly DomainLimit[] {
  if (domainLimit === undefined && domainLimits.size === 0) return [];
  const domains = new Set(
    envelope.to.map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()),
  );
  return [...domains].flatMap((domain) => {
    const rate = domainLimits.get(domain) ?? domainLimit;
    return rate === undefined ? [] : [{ domain, rate }];
  });
}

/** Domains that are kept in mind at most; the one that was asked for longest ago is forgotten beyond that. */
const MOST_DOMAINS = 10_000;

interface Lane {
  readonly window: SlidingWindow;
  readonly rate: QueueRate;
  /** When the next one that has to wait is told to come back. */
  nextTurn: number;
}

/** The limits of domains in one process. */
export class LocalDomainLimits {
  readonly #lanes = new Map<string, Lane>();

  /** @returns `0`: the mail may go and is counted; else milliseconds after which to ask again */
  pass(limits: readonly DomainLimit[]): number {
    const lanes = limits.map((limit) => this.#lane(limit));
    if (lanes.every(({ window }) => window.wait === 0)) {
      for (const { window } of lanes) window.pass();
      return 0;
    }
    return Math.max(...lanes.map(turn));
  }

  #lane({ domain, rate }: DomainLimit): Lane {
    const lane = this.#lanes.get(domain) ?? { window: new SlidingWindow(rate), rate, nextTurn: 0 };
    this.#lanes.delete(domain);
    this.#lanes.set(domain, lane);
    const [oldest] = this.#lanes.keys();
    if (this.#lanes.size > MOST_DOMAINS && oldest !== undefined) this.#lanes.delete(oldest);
    return lane;
  }
}

/** Those that wait come back one after the other, and not all at once for one of them to pass. */
function turn(lane: Lane): number {
  const now = performance.now();
  const { wait } = lane.window;
  if (wait === 0) return 0;
  const at = Math.max(now + wait, lane.nextTurn);
  lane.nextTurn = at + lane.rate.per / lane.rate.max;
  return Math.ceil(at - now);
}

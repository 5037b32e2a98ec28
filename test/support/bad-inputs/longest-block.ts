import { PerformanceObserver, performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What came of a piece of work, and for how long it kept everything else waiting. */
export interface Watched<T> {
  readonly result: T;
  /**
   * Longest time in milliseconds without a turn of the event loop. Time in which another process had the processor does not
   * count, nor that of the garbage collector, which goes by all that the tests of this process have left.
   */
  readonly blocked: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A time without a turn, and how much of it this process had the processor for. */
interface Gap extends Span {
  readonly own: number;
}

/** Milliseconds between two looks at the clock. */
const LOOK = 2;

/** Runs work and looks at two clocks all the time: the wall's, and the one of the processor time of this process. */
export async function watched<T>(work: () => Promise<T>): Promise<Watched<T>> {
  const gaps: Gap[] = [];
  const collections: Span[] = [];
  const collector = new PerformanceObserver((list) => collections.push(...list.getEntries().map(spanOf)));
  collector.observe({ entryTypes: ['gc'] });
  let wall = performance.now();
  let cpu = process.cpuUsage();
  const look = (): void => {
    const used = process.cpuUsage(cpu);
    const now = performance.now();
    // A busy machine makes the wall's clock run ahead; a thread of the engine may make the other one do so.
    gaps.push({ from: wall, to: now, own: Math.min(now - wall, (used.user + used.system) / 1000) - LOOK });
    wall = performance.now();
    cpu = process.cpuUsage();
  };
  const timer = setInterval(look, LOOK);
  try {
    const result = await work();
    look();
    await nextTurn();
    collections.push(...collector.takeRecords().map(spanOf));
    return { result, blocked: Math.max(...gaps.map((gap) => gap.own - shared(gap, collections))) };
  } finally {
    clearInterval(timer);
    collector.disconnect();
  }
}

function spanOf({ startTime, duration }: { startTime: number; duration: number }): Span {
  return { from: startTime, to: startTime + duration };
}

function shared({ from, to }: Span, others: readonly Span[]): number {
  return others.reduce(
    (sum, other) => sum + Math.max(0, Math.min(to, other.to) - Math.max(from, other.from)),
    0,
  );
}

/** What came of a piece of work, and for how long it kept everything else waiting. */
export interface Watched<T> {
  readonly result: T;
  /** Longest time in milliseconds without a turn of the event loop; time in which another process had the processor does not count. */
  readonly blocked: number;
}

/** Milliseconds between two looks at the clock. */
const LOOK = 2;

/** Runs work and looks at two clocks all the time: the wall's, and the one of the processor time of this process. */
export async function watched<T>(work: () => Promise<T>): Promise<Watched<T>> {
  let blocked = 0;
  let wall = performance.now();
  let cpu = process.cpuUsage();
  const look = (): void => {
    const used = process.cpuUsage(cpu);
    const passed = performance.now() - wall;
    // A busy machine makes the wall's clock run ahead; a thread of the engine may make the other one do so.
    blocked = Math.max(blocked, Math.min(passed, (used.user + used.system) / 1000) - LOOK);
    wall = performance.now();
    cpu = process.cpuUsage();
  };
  const timer = setInterval(look, LOOK);
  try {
    const result = await work();
    look();
    return { result, blocked };
  } finally {
    clearInterval(timer);
  }
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('worker.mjs', import.meta.url));
const withClock = ['--import', new URL('clock.mjs', import.meta.url).href];

/** Processes that work on the queue; what they reported outlives them. */
export class Workers {
  #task;
  #clocks;
  #started = 0;
  #running = [];
  unknown = new Set();
  refused = new Set();

  /** @param clocks milliseconds by which their clocks are off, in turns */
  constructor(task, clocks = [0]) {
    this.#task = { ...task, worker: true };
    this.#clocks = clocks;
  }

  async start(count = 1) {
    await Promise.all(Array.from({ length: count }, () => this.#startOne()));
  }

  async #startOne() {
    const clock = this.#clocks[this.#started++ % this.#clocks.length];
    const worker = fork(program, [JSON.stringify({ ...this.#task, clock })], {
      execArgv: withClock,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    worker.on('message', ({ dead, outcome }) => {
      if (dead !== undefined) (outcome === 'unknown' ? this.unknown : this.refused).add(dead);
    });
    this.#running.push(worker);
    await Promise.race([
      once(worker, 'message'),
      once(worker, 'exit').then(([code]) => Promise.reject(new Error(`A worker ended with ${code}.`))),
    ]);
  }

  /** Ends the one that has run for longest, as a crash would, and starts another. */
  async replaceOldest() {
    await this.#end(this.#running.shift(), 'SIGKILL');
    await this.#startOne();
  }

  /** Tells all to end. @returns the milliseconds that the slowest took */
  async terminate() {
    const begun = performance.now();
    await Promise.all(this.#running.splice(0).map((worker) => this.#end(worker, 'SIGTERM')));
    return performance.now() - begun;
  }

  async #end(worker, signal) {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const gone = once(worker, 'exit');
    worker.kill(signal);
    await gone;
  }
}

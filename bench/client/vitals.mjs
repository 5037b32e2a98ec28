import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Does some work and tells how much memory it took at most, and for how long it kept everything else from having its
 * turn: its own time on the processor between two ticks of a timer, for what other programs take is not its doing.
 */
export async function watched(work) {
  // The kernel then counts the peak from here on.
  writeFileSync('/proc/self/clear_refs', '5');
  const idle = megabytes('VmRSS');
  const longest = watchTurns();
  await work();
  const blocked = longest();
  const peak = megabytes('VmHWM');
  return { peak_mb: peak, over_idle_mb: peak - idle, blocked_ms: blocked };
}

function watchTurns() {
  let before = now();
  let longest = 0;
  const tick = () => {
    const current = now();
    longest = Math.max(longest, Math.min(current.wall - before.wall, current.cpu - before.cpu));
    before = current;
  };
  const timer = setInterval(tick, 1);
  return () => {
    clearInterval(timer);
    tick();
    return longest;
  };
}

function now() {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000 };
}

function megabytes(name) {
  const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(
    readFileSync('/proc/self/status', 'utf8'),
  );
  return Number(kilobytes) / 1024;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Does some work and tells how much memory it took at most, and for how long nothing else had its turn. */
export async function watched(work) {
  // The kernel then counts the peak from here on.
  writeFileSync('/proc/self/clear_refs', '5');
  const idle = megabytes('VmRSS');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  const peak = megabytes('VmHWM');
  return { peak_mb: peak, over_idle_mb: peak - idle, blocked_ms: delay.max / 1e6 };
}

function megabytes(name) {
  const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(
    readFileSync('/proc/self/status', 'utf8'),
  );
  return Number(kilobytes) / 1024;
}

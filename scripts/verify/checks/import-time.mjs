import { run } from '../../packed-package.mjs';

const ROUNDS = 9;

/**
 * Measured by turns, each in a process of its own that has loaded Nest already, as applications have; in time of the
 * processor, which other programs disturb less than time of the clock.
 */
export function importTime({ manifest }) {
  const times = { [manifest.name]: [], nodemailer: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of Object.keys(times)) times[name].push(processorTimeOf(name));
  }
  const [ours, theirs] = Object.values(times).map((all) => all.toSorted((a, b) => a - b)[(ROUNDS - 1) / 2]);
  return `${ours.toFixed(0)} ms of the processor, nodemailer ${theirs.toFixed(0)} ms: ${(ours / theirs).toFixed(2)} times`;
}

function processorTimeOf(name) {
  const script = `
    await import('@nestjs/common');
    const start = process.cpuUsage();
    await import('${name}');
    const { user, system } = process.cpuUsage(start);
    console.log((user + system) / 1000);
  `;
  return Number(run(process.execPath, '--input-type=module', '-e', script));
}

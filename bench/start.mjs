import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nestModules } from './cache.mjs';

const client = (name) => fileURLToPath(new URL(`client/${name}`, import.meta.url));

/** Milliseconds that whole processes take: Nest without mail, with us, with @nestjs-modules/mailer. */
export async function measureStart(rounds) {
  const scripts = {
    'empty Nest': client('start-empty.mjs'),
    ours: client('start-ours.mjs'),
    '@nestjs-modules/mailer': nestModules(client('start-nest-modules.mjs')),
  };
  const present = Object.entries(scripts).filter(([, script]) => script);
  const times = Object.fromEntries(present.map(([name]) => [name, []]));
  for (let round = 0; round < 5 * rounds; round += 1) {
    for (const [name, script] of round % 2 === 0 ? present : present.toReversed()) {
      const start = performance.now();
      execFileSync(process.execPath, [script], { stdio: 'ignore' });
      times[name].push(performance.now() - start);
    }
  }
  return times;
}

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Addresses for documentation (RFC 5737): nothing on the machine has them. */
const addresses = { client: '192.0.2.1', server: '192.0.2.2' };

/**
 * Two network namespaces with a line between them that takes `rtt` milliseconds for a round trip. Throws where that
 * is not allowed: it takes root.
 */
export async function openLine(program, rtt) {
  const names = { client: `bench-client-${process.pid}`, server: `bench-server-${process.pid}` };
  const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const remove = () => Object.values(names).forEach((name) => quietly(() => ip('netns', 'del', name)));
  let line;
  process.once('exit', remove);
  try {
    for (const name of Object.values(names)) ip('netns', 'add', name);
    line = spawn(program, [names.client, names.server, String(rtt * 500)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await Promise.race([
      once(line.stdout, 'data'),
      once(line, 'exit').then(() => Promise.reject(new Error('No line'))),
    ]);
    for (const [end, name] of Object.entries(names)) {
      ip('-n', name, 'addr', 'add', `${addresses[end]}/24`, 'dev', 'line');
      ip('-n', name, 'link', 'set', 'line', 'mtu', '1500', 'txqueuelen', '10000', 'up');
      ip('-n', name, 'link', 'set', 'lo', 'up');
      // Where nothing is lost, its window does not shrink; BBR's guesses at the rate would be what is measured.
      ip('netns', 'exec', name, 'sysctl', '-qw', 'net.ipv4.tcp_congestion_control=reno');
    }
  } catch (error) {
    line?.stdin.end();
    remove();
    throw error;
  }
  return {
    host: addresses.server,
    /** Puts a command where the client or the server lives. */
    within: (end, command) => ['ip', 'netns', 'exec', names[end], ...command],
    async close() {
      line.stdin.end();
      await once(line, 'exit');
      process.off('exit', remove);
      remove();
    },
  };
}

/** No line: both live on this machine. */
export const loopback = {
  host: '127.0.0.1',
  within: (_end, command) => command,
  close: async () => undefined,
};

function quietly(action) {
  try {
    action();
  } catch {
    // It was never there.
  }
}

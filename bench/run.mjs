// Mails a second and CPU a mail, side by side with others, against Postfix's smtp-sink on this machine. Each figure is the
// median of runs that take turns, every run in a process of its own. Needs `npm run build` and Debian's postfix.
//   npm run bench             a table
//   npm run bench -- --json   the same for programs
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const asJson = process.argv.includes('--json');

const SCENARIOS = [
  { name: 'bulk', kind: 'small', connections: 5, counts: { nodemailer: 2000, ours: 10_000 } },
  {
    name: 'bulk, with a plugin',
    kind: 'small',
    plugin: true,
    connections: 5,
    counts: { nodemailer: 2000, ours: 6000 },
  },
  {
    name: 'the same 1 MB attachment to many',
    kind: 'attachment',
    connections: 5,
    counts: { nodemailer: 60, ours: 120 },
  },
  {
    name: 'one mail to 500 recipients',
    kind: 'recipients',
    connections: 1,
    counts: { nodemailer: 30, ours: 200 },
  },
];

const port = await freePort();
const sink = spawn('/usr/sbin/smtp-sink', ['-u', 'nobody', '-m', '2000', `127.0.0.1:${port}`, '2048'], {
  stdio: 'ignore',
});
try {
  await listening(port);
  const results = [];
  for (const scenario of SCENARIOS) results.push(await run(scenario));
  print(results);
} finally {
  sink.kill();
}

async function run({ name, counts, ...task }) {
  const runs = Object.fromEntries(Object.keys(counts).map((program) => [program, []]));
  for (let round = 0; round < ROUNDS; round++) {
    const programs = Object.keys(counts);
    for (const program of round % 2 === 0 ? programs : programs.toReversed()) {
      runs[program].push(measure(program, { ...task, count: counts[program] }));
    }
  }
  const figures = (key) =>
    Object.fromEntries(
      Object.entries(runs).map(([program, all]) => [program, median(all.map((one) => one[key]))]),
    );
  return {
    name,
    rtt_ms: 0,
    server: 'smtp-sink',
    connections: task.connections,
    rates: figures('rate'),
    cpu_us: figures('cpu'),
  };
}

function measure(program, task) {
  const whole = {
    host: '127.0.0.1',
    port,
    plugin: false,
    warmUp: Math.ceil(task.count / 5),
    inFlight: 20 * task.connections,
    ...task,
  };
  const script = join(import.meta.dirname, 'client', `${program}.mjs`);
  return JSON.parse(execFileSync(process.execPath, [script, JSON.stringify(whole)], { encoding: 'utf8' }));
}

function median(numbers) {
  return Math.round(numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]);
}

function print(results) {
  if (asJson) return console.log(JSON.stringify({ scenarios: results }, null, 2));
  console.table(
    results.map(({ name, connections, rates, cpu_us: cpu }) => ({
      scenario: name,
      connections,
      'nodemailer mails/s': rates.nodemailer,
      'ours mails/s': rates.ours,
      ratio: (rates.ours / rates.nodemailer).toFixed(1),
      'nodemailer CPU us': cpu.nodemailer,
      'ours CPU us': cpu.ours,
    })),
  );
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address();
  server.close();
  return free;
}

async function listening(at) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(at, '127.0.0.1');
    const isUp = await new Promise((resolve) =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    );
    socket.destroy();
    if (isUp) return;
    await pause(50);
  }
  throw new Error("smtp-sink does not listen. Install Debian's postfix.");
}

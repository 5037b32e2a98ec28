// Ours and its peers, one process a run, in turns and in the opposite order every second round.
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compiled, fileOf } from './cache.mjs';
import { loopback, openLine } from './network/namespaces.mjs';
import { plot } from './plot.mjs';
import { measure } from './programs.mjs';
import { label, programsOf, scenarios } from './scenarios.mjs';
import { startServer } from './servers/servers.mjs';
import { json, rows, tableHead } from './table.mjs';

const help = `npm run bench -- [options]

Sends the same mails with this library and with its peers, and prints medians. It takes about 10 minutes with three
rounds; --rounds 1 --seconds 1 is good for a look only. The first run fetches and compiles the peers.

  --rounds N     how often each program runs; default 3
  --seconds N    how long it sends each time, after half of that to warm up; default 2
  --only TEXT    scenarios whose line holds the text: "bulk, RTT 0", "postfix", "DKIM", "start"
  --list         the lines, without measuring
  --json         for programs: { "scenarios": [{ name, rtt_ms, server, connections, rates, cpu_us, … }] }
  --plot FILE    draws the ratios into an SVG file`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    plot: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const wanted = scenarios.filter((scenario) => label(scenario).includes(values.only));

// What was started ends with the process, which a signal alone would not see to.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
if (values.help) console.log(help);
else if (values.list) console.log(values.json ? json(wanted.map(withoutRuns)) : wanted.map(label).join('\n'));
else await bench();

async function bench() {
  const results = [];
  if (!values.json) console.log(tableHead);
  for (const rtt of new Set(wanted.map((scenario) => scenario.rtt))) {
    const line = await lineOf(rtt);
    try {
      for (const scenario of line ? wanted.filter((each) => each.rtt === rtt) : []) {
        const result = { ...scenario, runs: await runsOf(scenario, line) };
        results.push(result);
        if (!values.json) console.log(rows(result).join('\n'));
      }
    } finally {
      await line?.close();
    }
  }
  if (values.json) console.log(json(results));
  if (values.plot) writeFileSync(values.plot, plot(results));
}

async function lineOf(rtt) {
  if (rtt === 0) return loopback;
  const program = compiled(fileURLToPath(new URL('network/delay-line.c', import.meta.url)));
  try {
    return program && (await openLine(program, rtt));
  } catch (error) {
    console.error(`Left out, no line with ${rtt} ms can be made (it takes root): ${error.message.trim()}`);
    return undefined;
  }
}

/** For each program what its runs measured. */
async function runsOf(scenario, line) {
  const { rounds = Number(values.rounds) } = scenario;
  const names = programsOf(scenario);
  const runs = Object.fromEntries(names.map((name) => [name, []]));
  const server = await startServer(scenario.server, line);
  const task = { ...taskOf(scenario), port: server.port };
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        const run = await measure(name, task, line);
        await server.settled();
        if (run) runs[name].push(run);
      }
    }
  } finally {
    await server.stop();
  }
  return runs;
}

function taskOf({ connections, task }) {
  const { window = 1, dkim, megabytes } = task;
  const seconds = Number(values.seconds);
  return {
    inFlight: Math.max(4 * connections, 2 * connections * window),
    warmUp: seconds / 2,
    seconds,
    ...task,
    connections,
    window,
    ...(dkim && { dkim: signingKey() }),
    ...(megabytes && { file: fileOf(megabytes) }),
  };
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { domain: 'example.test', selector: 'bench', privateKey };
}

function withoutRuns(scenario) {
  return { ...scenario, runs: Object.fromEntries(programsOf(scenario).map((name) => [name, []])) };
}

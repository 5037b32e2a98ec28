// npm run bench [-- --json] [--rounds N] [--seconds N] [--only TEXT]
// Ours and its peers, one process a run, in turns and in the opposite order every second round.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compiled } from './cache.mjs';
import { loopback, openLine } from './network/namespaces.mjs';
import { measure } from './programs.mjs';
import { scenarios } from './scenarios.mjs';
import { startServer } from './servers/servers.mjs';
import { measureStart } from './start.mjs';
import { json, row, startRow, tableHead } from './table.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const wanted = scenarios.filter((scenario) => label(scenario).includes(values.only));
const results = [];

if (!values.json) console.log(tableHead);
for (const rtt of new Set(wanted.map((scenario) => scenario.rtt))) {
  const line = await lineOf(rtt);
  try {
    for (const scenario of line ? wanted.filter((each) => each.rtt === rtt) : []) {
      const result = { ...scenario, runs: await runsOf(scenario, line) };
      results.push(result);
      if (!values.json) console.log(row(result));
    }
  } finally {
    await line?.close();
  }
}
const start = 'start'.includes(values.only) ? await measureStart(rounds) : undefined;
if (values.json) console.log(json(results, start));
else if (start) console.log(startRow(start));

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
  const {
    connections,
    window = 1,
    inFlight = Math.max(4 * connections, 2 * connections * window),
  } = scenario;
  const names = ['ours', ...Object.keys(scenario.goals)];
  const runs = Object.fromEntries(names.map((name) => [name, []]));
  const server = await startServer(scenario.server, line);
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        const task = { ...scenario, port: server.port, window, inFlight, warmUp: seconds / 2, seconds };
        const run = await measure(name, task, line);
        if (run) runs[name].push(run);
      }
    }
  } finally {
    await server.stop();
  }
  return runs;
}

function label({ name, rtt, server, connections }) {
  return `${name}, RTT ${rtt}, ${server}, ${connections} connections`;
}

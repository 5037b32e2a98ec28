export const tableHead = `| scenario | RTT | server | conn. | ours/s (min–max) | CPU µs | against | its mails/s (min–max) | ratio | at least |
| --- | --: | --- | --: | --: | --: | --- | --: | --: | --: |`;

/** One line for each peer of a scenario. */
export function row({ name, rtt, server, connections, runs, goals }) {
  const own = rates(runs.ours);
  return Object.entries(goals)
    .map(([peer, goal]) => {
      const theirs = rates(runs[peer]);
      const ratio = (median(own) / median(theirs)).toFixed(2);
      const cells = [
        name,
        rtt,
        server,
        connections,
        spread(own),
        cpuOf(runs.ours),
        peer,
        spread(theirs),
        ratio,
        goal,
      ];
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}

/** What the module adds to the start of an application. */
export function startRow(times) {
  const empty = median(times['empty Nest']);
  const added = Object.entries(times).map(
    ([name, values]) => `${name} ${Math.round(median(values) - empty)} ms`,
  );
  return `\nStart of a Nest application, over an empty one (${Math.round(empty)} ms): ${added.slice(1).join(', ')}`;
}

export function json(results, start) {
  const measured = results.map(({ name, rtt, server, connections, runs }) => ({
    name,
    rtt_ms: rtt,
    server,
    connections,
    rates: mapValues(runs, (each) => median(rates(each))),
    cpu_us: mapValues(runs, cpuOf),
  }));
  const started = start && { start_ms: mapValues(start, median) };
  return JSON.stringify({ scenarios: measured, ...started }, null, 2);
}

function rates(runs) {
  return runs.map(({ rate }) => rate);
}

function cpuOf(runs) {
  const values = runs.flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu]));
  return values.length === 0 ? undefined : Math.round(median(values));
}

function spread(values) {
  if (values.length === 0) return 'not here';
  return `${short(median(values))} (${short(Math.min(...values))}–${short(Math.max(...values))})`;
}

function short(value) {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

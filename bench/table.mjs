export const tableHead = `| scenario | RTT | server | conn. | figure | ours (min–max) | against | its (min–max) | ratio | goal |  |
| --- | --: | --- | --: | --- | --: | --- | --: | --: | --: | --- |`;

const units = {
  rate: 'mails/s',
  cpu: 'CPU µs',
  peak_mb: 'peak MB',
  over_idle_mb: 'MB over idle',
  first_ms: 'first after ms',
  blocked_ms: 'longest block ms',
  start_ms: 'added ms',
  seconds: 'seconds',
};

/**
 * One line for each goal, for each peer without one, and for each limit. A ratio is the median of those of the rounds: what
 * ran one after the other met the same other load.
 */
export function rows(result) {
  const { name, rtt, server, connections } = result;
  return findings(result).map(({ figure, own, peer, theirs, ratio, goal, reached }) => {
    const cells = [
      name,
      rtt,
      server,
      connections,
      units[figure],
      spread(own),
      peer,
      spread(theirs),
      ratio,
      goal,
    ];
    const mark = reached === undefined ? '' : reached ? 'yes' : 'no';
    return `| ${[...cells, mark].map((cell) => cell ?? '').join(' | ')} |`;
  });
}

/** What is compared in a scenario, with the goal and whether it is reached; values are those of the single runs. */
export function findings(result) {
  const { ours = 'ours', goals, peers, limits } = result;
  const rated = [...Object.keys(goals), ...(Object.keys(limits).some(isAlone) ? [] : peers)];
  return [
    ...rated.map((peer) => rateFinding(result, ours, peer)),
    ...Object.keys(limits).map((figure) => limitFinding(result, ours, figure)),
  ];
}

/** Figures of scenarios that are not about mails a second. */
function isAlone(figure) {
  return figure !== 'cpu';
}

function rateFinding({ runs, goals }, ours, peer) {
  const [own, theirs] = [ours, peer].map((name) => runs[name].map(({ rate }) => rate));
  const ratio = theirs.length > 0 ? median(theirs.map((value, round) => own[round] / value)) : undefined;
  const goal = goals[peer];
  return {
    figure: 'rate',
    own,
    peer,
    theirs,
    ratio: ratio?.toFixed(2),
    goal: goal && `≥ ${goal}`,
    reached: goal && ratio && ratio >= goal,
  };
}

function limitFinding(result, ours, figure) {
  const [peer] = result.peers;
  const own = valuesOf(result, ours, figure);
  const theirs = peer === undefined ? [] : valuesOf(result, peer, figure);
  const most = result.limits[figure];
  const reached = own.length > 0 ? median(own) <= most : undefined;
  return { figure, own, peer, theirs, goal: `≤ ${most}`, reached };
}

/** The figures of a program's runs; over those of another program in the same round where the scenario says so. */
function valuesOf({ runs, over = {} }, name, figure) {
  const base = over[figure]?.[name];
  const values = runs[name].map((run) => run[figure]);
  return base === undefined ? values : values.map((value, round) => value - runs[base][round][figure]);
}

export function json(results) {
  const scenarios = results.map((result) => ({
    name: result.name,
    rtt_ms: result.rtt,
    server: result.server,
    connections: result.connections,
    rates: mapValues(result.runs, (runs) => medianOf(runs, 'rate')),
    cpu_us: mapValues(result.runs, (runs) => medianOf(runs, 'cpu')),
    figures: mapValues(result.runs, (runs) =>
      mapValues(Object.assign({}, ...runs), (_, figure) => medianOf(runs, figure)),
    ),
    findings: findings(result).map(({ figure, peer, ratio, goal, reached }) => ({
      figure,
      against: peer,
      ratio: ratio === undefined ? undefined : Number(ratio),
      goal,
      reached,
    })),
  }));
  return JSON.stringify({ scenarios }, null, 2);
}

function medianOf(runs, figure) {
  const values = runs.flatMap((run) => (run[figure] === undefined ? [] : [run[figure]]));
  return values.length === 0 ? undefined : Number(median(values).toFixed(1));
}

function spread(values) {
  if (values.length === 0) return '';
  return `${short(median(values))} (${short(Math.min(...values))}–${short(Math.max(...values))})`;
}

function short(value) {
  return Math.abs(value) < 100 ? value.toFixed(1) : value.toFixed(0);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

/**
 * What is measured. `goals` holds, for each peer, what our mails a second are to be at least as a multiple of its own.
 * `limits` holds the most that a figure of ours may be; of a figure in `over`, what it is over that of another program.
 * `peers` run for comparison only. `task` goes to the clients.
 */
const bulk = {
  server: 'sink',
  rtt: 0,
  connections: 5,
  task: { kind: 'small' },
  goals: {},
  limits: {},
  peers: [],
};
const attachment = { ...bulk, name: 'the same 1 MB attachment', task: { kind: 'attachment' } };
const recipients = { ...bulk, name: '500 recipients', task: { kind: 'recipients' }, connections: 1 };
const awaited = { ...bulk, name: 'one awaited send', rtt: 20, task: { kind: 'small', inFlight: 1 } };
const ahead = {
  ...bulk,
  name: 'bulk, window 16',
  rtt: 20,
  connections: 1,
  task: { kind: 'small', window: 16 },
};
const large = { ...bulk, connections: 1, rounds: 3, peers: ['nodemailer pool'] };
const far = [20, 50].flatMap((rtt) => [1, 5].map((connections) => ({ rtt, connections })));

export const scenarios = [
  {
    ...bulk,
    name: 'bulk',
    server: 'smtp-sink',
    goals: { 'nodemailer pool': 6, 'Spring JavaMailSender': 2.5, 'smtp-source': 0.5 },
    peers: ['@nestjs-modules/mailer'],
    limits: { cpu: 300 },
  },
  {
    ...bulk,
    name: 'bulk over TLS',
    server: 'smtp-sink, TLS',
    task: { kind: 'small', tls: true },
    peers: ['nodemailer pool'],
  },
  {
    ...bulk,
    name: 'bulk with a plugin of nodemailer',
    server: 'smtp-sink',
    task: { kind: 'small', plugin: true },
    goals: { 'nodemailer pool': 2 },
  },
  ...far.map((where) => ({ ...bulk, ...where, name: 'bulk', goals: { 'nodemailer pool': 1.9 } })),
  { ...bulk, name: 'bulk', rtt: 20, connections: 20, goals: { 'nodemailer pool': 2.2 } },
  { ...ahead, server: 'sink, CHUNKING', goals: { 'nodemailer pool': 25 } },
  { ...ahead, server: 'postfix, CHUNKING', goals: { 'nodemailer pool': 10 } },
  { ...bulk, name: '30 ms to accept', rtt: 20, server: 'slow sink', goals: { 'nodemailer pool': 1.4 } },
  {
    ...ahead,
    name: '30 ms to accept, window 16',
    connections: 5,
    server: 'slow sink, CHUNKING',
    goals: { 'nodemailer pool': 2.3 },
  },
  { ...bulk, name: 'bulk', server: 'postfix', goals: { 'nodemailer pool': 2.2 }, peers: ['smtp-source'] },
  { ...awaited, goals: { nodemailer: 2.4 } },
  { ...awaited, server: 'sink, CHUNKING', goals: { nodemailer: 4.5 } },
  { ...attachment, goals: { 'nodemailer pool': 10 } },
  { ...attachment, rtt: 20, goals: { 'nodemailer pool': 2.2 } },
  { ...recipients, goals: { 'nodemailer pool': 8 } },
  { ...recipients, rtt: 20, goals: { 'nodemailer pool': 1.5 } },
  {
    ...bulk,
    name: 'DKIM, RSA-2048',
    task: { kind: 'small', dkim: true },
    peers: ['nodemailer pool'],
    over: { cpu: { ours: 'ours, unsigned', 'nodemailer pool': 'nodemailer pool, unsigned' } },
    limits: { cpu: 1500 },
  },
  {
    ...large,
    name: '50000 mails from an iterable',
    connections: 5,
    task: { kind: 'tiny', measure: 'many', count: 50_000 },
    limits: { peak_mb: 150, first_ms: 50, blocked_ms: 20 },
  },
  {
    ...large,
    name: '200 MB from a file',
    task: { kind: 'file', measure: 'large', megabytes: 200 },
    limits: { over_idle_mb: 30 },
  },
  {
    ...large,
    name: '200 MB from a Buffer',
    task: { kind: 'buffer', measure: 'large', megabytes: 200 },
    limits: { blocked_ms: 50 },
  },
  {
    ...bulk,
    name: 'queued in Redis, sent by one worker',
    server: 'smtp-sink',
    rounds: 3,
    task: { kind: 'small', count: 20_000 },
    ours: 'ours, queued',
    goals: { 'nodemailer pool': 3 },
  },
  {
    ...bulk,
    name: '100000 mails queued in Redis from an iterable',
    server: 'none',
    connections: 0,
    rounds: 3,
    task: { kind: 'small', count: 100_000 },
    ours: 'ours, enqueued',
    limits: { seconds: 30, peak_mb: 200 },
  },
  {
    ...bulk,
    name: 'start of a Nest application',
    server: 'none',
    connections: 0,
    rounds: 15,
    ours: 'start of ours',
    peers: ['start of @nestjs-modules/mailer'],
    over: {
      start_ms: {
        'start of ours': 'start of an empty Nest',
        'start of @nestjs-modules/mailer': 'start of an empty Nest',
      },
    },
    limits: { start_ms: 15 },
  },
];

/** A scenario on one line, which `--only` looks for its text in. */
export function label({ name, rtt, server, connections }) {
  return `${name}, RTT ${rtt}, ${server}, ${connections} connections`;
}

/** Every program that a scenario runs; ours first. */
export function programsOf({ ours = 'ours', goals, peers, over = {} }) {
  const bases = Object.values(over).flatMap(Object.values);
  return [...new Set([ours, ...Object.keys(goals), ...peers, ...bases])];
}

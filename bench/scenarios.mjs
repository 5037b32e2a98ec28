/**
 * What is measured. `goals` holds, for each peer, what our mails a second are to be at least as a multiple of its own.
 * Mails are of the kind `small` and over 5 connections unless a scenario says otherwise.
 */
const bulk = { kind: 'small', connections: 5, server: 'sink', rtt: 0 };
const far = [20, 50].flatMap((rtt) => [1, 5].map((connections) => ({ rtt, connections })));

export const scenarios = [
  {
    ...bulk,
    name: 'bulk',
    server: 'smtp-sink',
    goals: { 'nodemailer pool': 6, 'Spring JavaMailSender': 2.5, 'smtp-source': 0.5 },
  },
  {
    ...bulk,
    name: 'bulk with a plugin of nodemailer',
    server: 'smtp-sink',
    plugin: true,
    goals: { 'nodemailer pool': 2 },
  },
  ...far.map((where) => ({ ...bulk, ...where, name: 'bulk', goals: { 'nodemailer pool': 1.9 } })),
  { ...bulk, name: 'bulk', rtt: 20, connections: 20, goals: { 'nodemailer pool': 2.2 } },
  {
    ...bulk,
    name: 'bulk, window 16',
    rtt: 20,
    connections: 1,
    window: 16,
    server: 'sink, CHUNKING',
    goals: { 'nodemailer pool': 25 },
  },
  {
    ...bulk,
    name: 'bulk, window 16',
    rtt: 20,
    connections: 1,
    window: 16,
    server: 'postfix, CHUNKING',
    goals: { 'nodemailer pool': 10 },
  },
  { ...bulk, name: '30 ms to accept', rtt: 20, server: 'slow sink', goals: { 'nodemailer pool': 1.4 } },
  {
    ...bulk,
    name: '30 ms to accept, window 16',
    rtt: 20,
    window: 16,
    server: 'slow sink, CHUNKING',
    goals: { 'nodemailer pool': 2.3 },
  },
  { ...bulk, name: 'bulk', server: 'postfix', goals: { 'nodemailer pool': 2.2 } },
  { ...bulk, name: 'one awaited send', rtt: 20, inFlight: 1, goals: { nodemailer: 2.4 } },
  {
    ...bulk,
    name: 'one awaited send',
    rtt: 20,
    inFlight: 1,
    server: 'sink, CHUNKING',
    goals: { nodemailer: 4.5 },
  },
  { ...bulk, name: 'the same 1 MB attachment', kind: 'attachment', goals: { 'nodemailer pool': 10 } },
  {
    ...bulk,
    name: 'the same 1 MB attachment',
    kind: 'attachment',
    rtt: 20,
    goals: { 'nodemailer pool': 2.2 },
  },
  { ...bulk, name: '500 recipients', kind: 'recipients', connections: 1, goals: { 'nodemailer pool': 8 } },
  {
    ...bulk,
    name: '500 recipients',
    kind: 'recipients',
    connections: 1,
    rtt: 20,
    goals: { 'nodemailer pool': 1.5 },
  },
];

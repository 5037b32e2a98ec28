import { describe, expect, it } from '@jest/globals';
import { run } from '../../scripts/packed-package.mjs';

interface Scenario {
  readonly name: string;
  readonly rtt_ms: number;
  readonly server: string;
  readonly connections: number;
  readonly rates: Record<string, number>;
  readonly cpu_us: Record<string, number>;
  readonly findings: readonly {
    readonly figure: string;
    readonly against?: string;
    readonly goal?: string;
  }[];
}

function listed(only: string): Scenario[] {
  const { scenarios }: { scenarios: Scenario[] } = JSON.parse(
    run(process.execPath, 'bench/run.mjs', '--list', '--json', '--only', only),
  );
  return scenarios;
}

describe('the bench', () => {
  it('measures every figure that was promised, against the peer it was promised for', () => {
    const goals = listed('').flatMap(({ name, rtt_ms: rtt, server, connections, findings }) =>
      findings
        .filter(({ goal }) => goal !== undefined)
        .map(
          ({ figure, against = '', goal = '' }) =>
            `${name}, ${rtt} ms, ${server}, ${connections}: ${figure} ${goal}` +
            (figure === 'rate' ? ` ${against}` : ''),
        ),
    );
    expect(goals).toEqual([
      'bulk, 0 ms, smtp-sink, 5: rate ≥ 6 nodemailer pool',
      'bulk, 0 ms, smtp-sink, 5: rate ≥ 2.5 Spring JavaMailSender',
      'bulk, 0 ms, smtp-sink, 5: rate ≥ 0.5 smtp-source',
      'bulk, 0 ms, smtp-sink, 5: cpu ≤ 300',
      'bulk with a plugin of nodemailer, 0 ms, smtp-sink, 5: rate ≥ 2 nodemailer pool',
      'bulk, 20 ms, sink, 1: rate ≥ 1.9 nodemailer pool',
      'bulk, 20 ms, sink, 5: rate ≥ 1.9 nodemailer pool',
      'bulk, 50 ms, sink, 1: rate ≥ 1.9 nodemailer pool',
      'bulk, 50 ms, sink, 5: rate ≥ 1.9 nodemailer pool',
      'bulk, 20 ms, sink, 20: rate ≥ 2.2 nodemailer pool',
      'bulk, window 16, 20 ms, sink, CHUNKING, 1: rate ≥ 25 nodemailer pool',
      'bulk, window 16, 20 ms, postfix, CHUNKING, 1: rate ≥ 10 nodemailer pool',
      '30 ms to accept, 20 ms, slow sink, 5: rate ≥ 1.4 nodemailer pool',
      '30 ms to accept, window 16, 20 ms, slow sink, CHUNKING, 5: rate ≥ 2.3 nodemailer pool',
      'bulk, 0 ms, postfix, 5: rate ≥ 2.2 nodemailer pool',
      'one awaited send, 20 ms, sink, 5: rate ≥ 2.4 nodemailer',
      'one awaited send, 20 ms, sink, CHUNKING, 5: rate ≥ 4.5 nodemailer',
      'the same 1 MB attachment, 0 ms, sink, 5: rate ≥ 10 nodemailer pool',
      'the same 1 MB attachment, 20 ms, sink, 5: rate ≥ 2.2 nodemailer pool',
      '500 recipients, 0 ms, sink, 1: rate ≥ 8 nodemailer pool',
      '500 recipients, 20 ms, sink, 1: rate ≥ 1.5 nodemailer pool',
      'DKIM, RSA-2048, 0 ms, sink, 5: cpu ≤ 1500',
      '50000 mails from an iterable, 0 ms, sink, 5: peak_mb ≤ 150',
      '50000 mails from an iterable, 0 ms, sink, 5: first_ms ≤ 50',
      '50000 mails from an iterable, 0 ms, sink, 5: blocked_ms ≤ 20',
      '200 MB from a file, 0 ms, sink, 1: over_idle_mb ≤ 30',
      '200 MB from a Buffer, 0 ms, sink, 1: blocked_ms ≤ 50',
      'queued in Redis, sent by one worker, 0 ms, smtp-sink, 5: rate ≥ 3 nodemailer pool',
      '100000 mails queued in Redis from an iterable, 0 ms, none, 0: seconds ≤ 30',
      '100000 mails queued in Redis from an iterable, 0 ms, none, 0: peak_mb ≤ 200',
      'start of a Nest application, 0 ms, none, 0: start_ms ≤ 15',
    ]);
  });

  it('tells programs what it measured', () => {
    const [scenario, ...others] = listed('with a plugin');
    expect(others).toEqual([]);
    expect(scenario).toEqual({
      name: 'bulk with a plugin of nodemailer',
      rtt_ms: 0,
      server: 'smtp-sink',
      connections: 5,
      rates: {},
      cpu_us: {},
      figures: { ours: {}, 'nodemailer pool': {} },
      findings: [{ figure: 'rate', against: 'nodemailer pool', goal: '≥ 2' }],
    });
  });

  it('says how long it takes', () => {
    expect(run(process.execPath, 'bench/run.mjs', '--help')).toMatch(/takes about \d+ minutes/u);
  });
});

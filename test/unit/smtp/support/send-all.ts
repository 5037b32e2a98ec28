import { once } from 'node:events';
import { connect } from 'node:net';
import type { Delivery } from '../../../../lib/smtp/delivery.js';
import { SmtpSession } from '../../../../lib/smtp/session.js';
import type { SmtpSessionConfig } from '../../../../lib/smtp/session-config.js';
import type { SmtpLine } from '../../../../lib/smtp/smtp-line.js';
import type { SmtpMail, SmtpResult } from '../../../../lib/smtp/smtp-mail.js';
import { SmtpSendError } from '../../../../lib/smtp/smtp-errors.js';

export type Settled = SmtpResult | SmtpSendError;

/** A mail whose content names its number, so that it is known again where it arrives. */
export function numberedMail(number: number, fields: Partial<SmtpMail> = {}): SmtpMail {
  return {
    from: `from${number}@a.test`,
    to: [`to${number}@b.test`],
    content: Buffer.from(`Subject: ${number}\r\n\r\n.mail ${number}\r\n.\r\nend\r\n`),
    ...fields,
  };
}

export const LEVELS: readonly (readonly [string, Partial<SmtpSessionConfig>])[] = [
  ['lockstep', { pipelining: 'none', window: 0 }],
  ['envelope pipelining', { pipelining: 'envelope', window: 0 }],
  ['overlap', { pipelining: 'overlap', window: 0 }],
  ['BDAT one at a time', { pipelining: 'overlap', window: 1 }],
  ['BDAT window of 8', { pipelining: 'overlap', window: 8 }],
];

const PATIENT = { reply: 5000, final: 5000, write: 5000 };
/** For servers that fall silent. */
export const IMPATIENT = { reply: 250, final: 250, write: 250 };

/** A line by plain TCP and EHLO, without nodemailer. */
export async function plainLine(port: number): Promise<SmtpLine> {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  let heard = '';
  let greeted = false;
  while (!/^250 .*\r\n$/m.test(heard)) {
    const [chunk] = await once(socket, 'data');
    heard += String(chunk);
    if (!greeted && heard.includes('\n')) socket.write('EHLO client\r\n');
    greeted = true;
  }
  socket.pause();
  return { socket, ehlo: heard.slice(heard.indexOf('250')), encrypted: false, close: () => socket.destroy() };
}

export interface Run {
  readonly settled: Settled[];
  readonly cause: Error | undefined;
}

/** Sends the mails over one session; resolves when each has its outcome, in the order of the mails. */
export async function sendAll(
  port: number,
  mails: readonly SmtpMail[],
  config: Partial<SmtpSessionConfig> = {},
): Promise<Run> {
  const line = await plainLine(port);
  const settled: Settled[] = [];
  return new Promise((resolve) => {
    let next = 0;
    let left = mails.length;
    let cause: Error | undefined;
    let over = false;
    const settle = (index: number, outcome: Settled): void => {
      settled[index] = outcome;
      left -= 1;
      if (left === 0) session.quit();
      finish();
    };
    const finish = (): void => {
      if (!over || left > 0) return;
      resolve({ settled, cause });
    };
    const deliver = (index: number): Delivery => ({
      mail: mails[index]!,
      delivered: (result) => settle(index, result),
      failed: (error) => settle(index, error),
    });
    const source = {
      next: () => (next < mails.length ? deliver(next++) : undefined),
      idle: () => undefined,
      ended: (_session: SmtpSession, reason: Error | undefined) => {
        over = true;
        cause = reason;
        const details = { outcome: 'refused', stage: 'queue', permanent: false, repeatable: true } as const;
        while (next < mails.length) settle(next++, new SmtpSendError('The session was over', details));
        finish();
      },
    };
    const session = new SmtpSession(line, source, {
      pipelining: 'overlap',
      window: 1,
      timeouts: PATIENT,
      ...config,
    });
    session.pump();
  });
}

/** Sends each mail over the same session when the one before it has its outcome. */
export async function sendInTurn(port: number, mails: AsyncIterable<SmtpMail>): Promise<void> {
  let next: Delivery | undefined;
  const source = {
    next: () => {
      const delivery = next;
      next = undefined;
      return delivery;
    },
    idle: () => undefined,
    ended: () => undefined,
  };
  const config = { pipelining: 'overlap', window: 1, timeouts: PATIENT } as const;
  const session = new SmtpSession(await plainLine(port), source, config);
  for await (const mail of mails) {
    await new Promise((resolve, reject) => {
      next = { mail, delivered: resolve, failed: reject };
      session.pump();
    });
  }
  session.quit();
}

/** One letter a mail: delivered, refused for good, refused for now, not sent, unknown. */
export function letters(settled: readonly Settled[]): string {
  return settled
    .map((outcome) => {
      if (!(outcome instanceof SmtpSendError)) return 'd';
      if (outcome.outcome === 'unknown') return 'u';
      if (outcome.repeatable) return 'n';
      return outcome.permanent ? 'R' : 'r';
    })
    .join('');
}

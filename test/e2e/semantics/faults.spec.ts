import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { isMailError } from '../../../lib/errors/mail.error.js';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import {
  type Fault,
  FROM_MAIL_ON,
  failingAt,
  faultsAt,
  messageFor,
  STAGES,
} from '../../support/line-faults.js';
import type { ScriptedServerOptions } from '../../support/scripted-server.js';
import type { Stage } from '../../support/scripted/script.js';
import { message, rejection, taken, withServer } from '../../support/with-server.js';

/** Short limits only where they are what ends the test: a busy machine must not look like a silent server. */
function settingsFor(fault: Fault): MailModuleOptions {
  return {
    host: 'localhost',
    username: 'ann',
    password: 'hunter2-secret',
    properties: {
      'mail.smtp.starttls.enable': true,
      'mail.smtp.timeout': fault === 'silence' ? '300ms' : '10s',
      // The certificate is not what these tests are about.
      'mail.smtp.ssl.trust': '*',
    },
  };
}

/** All of the mail was written when the line failed; a 421 then is an answer like any other. */
function isHandedOver(stage: Stage, fault: Fault): boolean {
  if (stage === 'CONTENT') return fault === 'silence';
  return (stage === 'MESSAGE' || stage === 'BDAT') && fault !== '421';
}

/** A server that fails at a stage on the connections and at the times that are meant. */
function serverFor(
  stage: Stage,
  fault: Fault,
  isMeant: (session: number, count: number) => boolean,
): ScriptedServerOptions {
  return {
    tls: 'starttls',
    users: { ann: 'hunter2-secret' },
    extensions: stage === 'BDAT' ? ['PIPELINING', 'CHUNKING'] : ['PIPELINING'],
    on: failingAt(stage, fault, isMeant),
  };
}

function expectNoLeak(error: unknown): void {
  if (!isMailError(error)) throw error;
  const base64 = Buffer.from('\0ann\0hunter2-secret').toString('base64');
  for (const shown of [error.message, String(error), inspect(error, { depth: 20 }), JSON.stringify(error)]) {
    expect(shown).not.toContain('hunter2-secret');
    expect(shown).not.toContain(base64);
    expect(shown).not.toContain('body-xxx');
  }
}

/** Which of them the system reports depends on what was on its way. */
const DIED = /closed the connection|\((?:ECONNRESET|EPIPE)\)/u;

/** What the error says of each fault. */
const SAID: Readonly<Record<Fault, RegExp>> = {
  drop: DIED,
  reset: DIED,
  '421': /"421 4\.3\.2 going down"/u,
  silence: /silent for 300 ms|did not answer in time|said nothing/u,
};

/** What a single mail is to end in. */
function endOf(stage: Stage, fault: Fault): object {
  const ending = expect.stringMatching(SAID[fault]);
  if (stage === 'AUTH' && fault === '421') return { name: 'MailAuthenticationError', message: ending };
  if (!isHandedOver(stage, fault)) return { name: 'MailSendError', outcome: 'refused', message: ending };
  const warning =
    /^It is not known whether the mail was delivered: .* Sending it again may deliver it twice\.$/u;
  return { name: 'MailSendError', outcome: 'unknown', message: expect.stringMatching(warning) };
}

describe.each(STAGES)('a line that fails at %s', (stage) => {
  it.each(faultsAt(stage))('by %s says the truth about a single mail, and leaks nothing', (fault) =>
    withServer(
      serverFor(stage, fault, () => true),
      settingsFor(fault),
      async ({ mailer, server }) => {
        const error = await rejection(mailer.send(messageFor(stage, 'single')));
        expectNoLeak(error);
        expect(error).toMatchObject(endOf(stage, fault));
        expect(error).not.toMatchObject({ permanent: true });
        expect(taken(server)).toEqual([]);
        expect(server.mails).toHaveLength(stage === 'MESSAGE' || stage === 'BDAT' ? 1 : 0);
      },
    ),
  );
});

describe.each(FROM_MAIL_ON)('a line that fails at %s of the second of three mails', (stage) => {
  it.each(faultsAt(stage))('by %s loses none and doubles none', (fault) =>
    withServer(
      serverFor(stage, fault, (session, count) => session === 1 && count === 2),
      settingsFor(fault),
      async ({ mailer, server }) => {
        const batch = [message('one'), messageFor(stage, 'two'), message('three')];
        const failed = await mailer.send(batch).then(() => [], failuresOf);
        const isFinal = stage === 'MESSAGE' || stage === 'BDAT' || isHandedOver(stage, fault);
        expect(failed).toEqual(
          isFinal ? [[batch[1], isHandedOver(stage, fault) ? 'unknown' : 'refused']] : [],
        );
        expect(taken(server)).toEqual(isFinal ? ['one', 'three'] : ['one', 'two', 'three']);
      },
    ),
  );
});

/** Each failed message and the outcome of its error. */
function failuresOf(error: unknown): unknown[] {
  expectNoLeak(error);
  if (!(error instanceof MailSendError)) throw error;
  return Array.from(error.failures, ([failed, cause]) => [
    failed,
    cause instanceof MailSendError ? cause.outcome : cause,
  ]);
}

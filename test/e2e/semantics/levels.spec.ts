import { describe, expect, it } from '@jest/globals';
import type { Mailer } from '../../../lib/delivery/mailer.js';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import type { MailMessage } from '../../../lib/message/message.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { type Fault, failingAt, faultsAt, messageFor, STAGES } from '../../support/line-faults.js';
import type { ScriptedServer } from '../../support/scripted-server.js';
import type { Stage } from '../../support/scripted/script.js';
import { withServer } from '../../support/with-server.js';

/** What the server offers decides how far a connection runs ahead of the replies; the window is opened by a setting. */
const LEVELS: readonly (readonly [string, readonly string[], MailModuleOptions])[] = [
  ['without pipelining', [], {}],
  ['pipelined', ['PIPELINING'], {}],
  ['by BDAT, one at a time', ['PIPELINING', 'CHUNKING'], {}],
  ['by BDAT, eight at a time', ['PIPELINING', 'CHUNKING'], { pool: { window: 8 } }],
];
const CASES = LEVELS.flatMap(([level, extensions, settings]) =>
  STAGES.filter((stage) => stage !== 'BDAT').flatMap((stage) =>
    faultsAt(stage).map((fault) => [level, stage, fault, extensions, settings] as const),
  ),
);

function settingsFor(fault: Fault, settings: MailModuleOptions): MailModuleOptions {
  return {
    host: 'localhost',
    username: 'ann',
    password: 'hunter2',
    properties: {
      'mail.smtp.starttls.enable': true,
      'mail.smtp.timeout': fault === 'silence' ? '250ms' : '10s',
      'mail.smtp.ssl.trust': '*',
    },
    ...settings,
  };
}

/** Every third mail has two recipients, whom both or neither get: it goes by DATA at every level. */
function messages(prefix: string, stage: Stage, count: number): MailMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    ...messageFor(index === 1 ? stage : 'MAIL', `${prefix}-${index}`),
    ...(index % 3 === 0 && { to: ['bob@b.example', 'eve@b.example'] }),
  }));
}

type Outcome = 'delivered' | 'refused' | 'unknown';

/** By subject, what the mailer says became of each. */
async function outcomesOf(mailer: Mailer, stage: Stage): Promise<Map<string, Outcome>> {
  const batch = messages('batch', stage, 9);
  const failed = await mailer.send(batch).then(() => new Map<object, unknown>(), failuresOf);
  const singles = await Promise.all(
    messages('single', 'MAIL', 12).map(async (single) => {
      const error = await mailer.send(single).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return [single, error] as const;
    }),
  );
  const all = [...batch.map((one) => [one, failed.get(one)] as const), ...singles];
  return new Map(all.map(([{ subject = '' }, error]) => [subject, outcomeOf(error)]));
}

function failuresOf(error: unknown): ReadonlyMap<object, unknown> {
  if (error instanceof MailSendError) return error.failures;
  throw error;
}

function outcomeOf(error: unknown): Outcome {
  if (error === undefined) return 'delivered';
  return error instanceof MailSendError ? error.outcome : 'refused';
}

/** What the server had of each mail, and whether it said that it took it. */
function arrivals({
  mails,
}: ScriptedServer): Map<string, { readonly copies: number; readonly taken: number }> {
  const found = new Map<string, { copies: number; taken: number }>();
  for (const { content, accepted } of mails) {
    const subject = /^Subject: (.*)$/mu.exec(content.toString('latin1'))?.[1]?.trim() ?? '';
    const { copies, taken } = found.get(subject) ?? { copies: 0, taken: 0 };
    found.set(subject, { copies: copies + 1, taken: taken + Number(accepted) });
  }
  return found;
}

describe('the outcome is never wrong', () => {
  it.each(CASES)('%s, when lines fail at %s by %s', (_level, stage, fault, extensions, settings) => {
    // The first mail goes well, the second does not, on the first two connections of batches and of single mails.
    const place = ['GREETING', 'EHLO', 'STARTTLS', 'AUTH'].includes(stage) ? 1 : 2;
    let met = 0;
    const on = failingAt(stage, fault, (session, count) => {
      const isMeant = session <= 3 && count === place;
      if (isMeant) met += 1;
      return isMeant;
    });
    const script = { tls: 'starttls', users: { ann: 'hunter2' }, extensions, on } as const;
    return withServer(script, settingsFor(fault, settings), async ({ mailer, server }) => {
      const outcomes = await outcomesOf(mailer, stage);
      const arrived = arrivals(server);
      const wrong = Array.from(outcomes, ([subject, outcome]) => {
        const { copies, taken } = arrived.get(subject) ?? { copies: 0, taken: 0 };
        // A 421 to the whole mail says that the server does not take it.
        const isRefusal = taken === 0 && (copies === 0 || fault === '421');
        const isTrue = { delivered: taken === 1, refused: isRefusal, unknown: true }[outcome];
        return isTrue && copies <= 1 ? undefined : { subject, outcome, copies, taken };
      });
      expect(wrong.filter((one) => one !== undefined)).toEqual([]);
      expect(outcomes.size).toBe(21);
      expect(met).toBeGreaterThan(0);
    });
  });
});

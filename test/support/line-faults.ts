import type { MailMessage } from '../../lib/message/message.js';
import { closing, drop, reset, type ScriptedServerOptions, silence } from './scripted-server.js';
import type { Answer, Moment, Stage } from './scripted/script.js';
import { message } from './with-server.js';

/** How a line fails. */
export type Fault = 'drop' | 'reset' | '421' | 'silence';

const FAULTS: Readonly<Record<Fault, Answer>> = {
  drop,
  reset,
  '421': closing('421 4.3.2 going down'),
  silence,
};

/** Stages of a mail. */
export const FROM_MAIL_ON = ['MAIL', 'RCPT', 'DATA', 'CONTENT', 'MESSAGE', 'BDAT'] as const;
/** Every stage at which a line can fail. */
export const STAGES = ['GREETING', 'EHLO', 'STARTTLS', 'AUTH', ...FROM_MAIL_ON] as const;

/** No reply can come in the middle of a mail. */
export function faultsAt(stage: Stage): Fault[] {
  const faults: Fault[] = ['drop', 'reset', '421', 'silence'];
  return stage === 'CONTENT' ? faults.filter((fault) => fault !== '421') : faults;
}

/** A script that fails at a stage on the connections and at the times that are meant. */
export function failingAt(
  stage: Stage,
  fault: Fault,
  isMeant: (session: number, count: number) => boolean,
): NonNullable<ScriptedServerOptions['on']> {
  const line = ({ session, count, bytes }: Moment): Answer => {
    if (stage === 'CONTENT')
      return bytes > 0 && isMeant(session.number, session.mails.length + 1) ? FAULTS[fault] : undefined;
    return isMeant(session.number, count) ? FAULTS[fault] : undefined;
  };
  // What came by BDAT is answered when all of it is there, as after the dot.
  return { [stage === 'BDAT' ? 'MESSAGE' : stage]: line };
}

/** For `CONTENT` more than the buffers between client and server hold. */
export function messageFor(stage: Stage, subject: string): MailMessage {
  const attachments = stage === 'CONTENT' ? [{ filename: 'large', content: LARGE }] : [];
  return message(subject, { text, attachments });
}

const LARGE = Buffer.alloc(3_000_000);
const text = `body-${'x'.repeat(70)}\n`.repeat(20);

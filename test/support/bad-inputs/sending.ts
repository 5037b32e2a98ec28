import type { Receipt } from '../../../lib/errors/outcome.js';
import type { MailMessage } from '../../../lib/message/message.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { mailersFor } from '../mailers-for.js';
import { type ScriptedServerOptions, scriptedServer } from '../scripted-server.js';
import type { ReceivedMail } from '../scripted/session.js';
import { watched } from './longest-block.js';

/** What came of a message, at both ends. */
export interface Happened {
  readonly receipt: Receipt | undefined;
  readonly error: unknown;
  /** Connections that the server saw. */
  readonly connections: number;
  /** Command lines that the server saw. */
  readonly lines: readonly string[];
  readonly mails: readonly ReceivedMail[];
  /** Milliseconds for which the event loop stood still at most. */
  readonly blocked: number;
  /** Bytes by which the memory outside of the heap grew meanwhile. */
  readonly grown: number;
}

/** How the two ends are set up. */
export interface Surroundings {
  readonly server?: ScriptedServerOptions;
  readonly settings?: MailModuleOptions;
}

const BASE: MailMessage = { from: 'a@good.test', to: 'b@good.test', subject: 's', text: 't' };
const HEALTHY: ScriptedServerOptions = { extensions: ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'DSN'] };

/** Sends a message as an application does, with what strangers typed in some of its fields. */
export async function sending(fields: object, surroundings: Surroundings = {}): Promise<Happened> {
  const server = await scriptedServer({ ...HEALTHY, ...surroundings.server });
  try {
    const sent = await sendingTo(server.port, fields, surroundings.settings);
    const { sessions, lines, mails } = server;
    return { ...sent, connections: sessions.length, lines: [...lines], mails: [...mails] };
  } finally {
    await server.close();
  }
}

/** The same to a server of another kind. */
export async function sendingTo(
  port: number,
  fields: object,
  settings: MailModuleOptions = {},
): Promise<Pick<Happened, 'receipt' | 'error' | 'blocked' | 'grown'>> {
  const mailers = mailersFor({ host: '127.0.0.1', port, ...settings });
  try {
    const message: MailMessage = { ...BASE, ...fields };
    const before = process.memoryUsage().arrayBuffers;
    const { result, blocked } = await watched(() =>
      mailers
        .get()
        .send(message)
        .then(
          (receipt) => ({ receipt, error: undefined }),
          (error: unknown) => ({ receipt: undefined, error }),
        ),
    );
    return { ...result, blocked, grown: process.memoryUsage().arrayBuffers - before };
  } finally {
    await mailers.close();
  }
}

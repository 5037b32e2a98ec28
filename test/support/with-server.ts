import type { MailModuleOptions } from '../../lib/module/mail-module-options.js';
import type { Mailer } from '../../lib/delivery/mailer.js';
import type { MailMessage } from '../../lib/message/message.js';
import { mailerFor } from './mailer-for.js';
import { type ScriptedServer, scriptedServer, type ScriptedServerOptions } from './scripted-server.js';

/** A mailer and the server that its settings lead to. */
export interface Pair {
  readonly mailer: Mailer;
  readonly server: ScriptedServer;
}

/** Runs a test with a scripted server and a mailer for it, and closes both however it ends. */
export async function withServer<T>(
  script: ScriptedServerOptions,
  settings: MailModuleOptions,
  test: (pair: Pair) => Promise<T>,
): Promise<T> {
  const server = await scriptedServer(script);
  try {
    const mailer = mailerFor({ host: '127.0.0.1', port: server.port, ...settings });
    try {
      return await test({ mailer, server });
    } finally {
      await mailer.close();
    }
  } finally {
    await server.close();
  }
}

/** A message whose subject names it. */
export function message(subject: string, fields: Partial<MailMessage> = {}): MailMessage {
  return { from: 'ann@a.example', to: 'bob@b.example', subject, text: `The text of ${subject}.`, ...fields };
}

/** The subjects of what the server took, in order. */
export function taken({ mails }: ScriptedServer): string[] {
  return mails
    .filter(({ accepted }) => accepted)
    .map(({ content }) => /^Subject: (.*)$/mu.exec(content.toString())?.[1]?.trim() ?? '');
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error('It was not rejected.', { cause: value });
    },
    (error: unknown) => error,
  );
}

import { parseArgs } from 'node:util';
import { isMailError, type MailError } from '../errors/mail.error.js';
import { describeFault } from '../errors/mail-config.error.js';
import type { Receipt } from '../errors/outcome.js';
import { Application, APPLICATION_OPTIONS, mailerOf, wordsOf } from './application.js';
import { type Command, UsageError } from './command.js';
import { seePage } from './see-page.js';
import { sendTestMail } from './test-mail.js';

/** `nestjs-spring-mail send`: sends one mail as the application would. */
export const sendCommand: Command = {
  purpose: 'sends one test mail and prints the receipt',
  options: {
    '--to ADDRESS': 'who gets it; may be given again',
    '--from ADDRESS': 'default: nest.mail.defaults.from, or the username',
    '--subject TEXT': 'default: a line that says what it is',
    '--text TEXT': 'default: the same',
    '--mailer NAME': 'a mailer of nest.mail.mailers (default: the one of spring.mail)',
    '--json': 'the receipt as one JSON object',
  },
  async run({ argv, env, print, complain }) {
    const words = wordsOf(argv);
    const { values } = parseArgs({ args: words.command, options: { ...APPLICATION_OPTIONS, ...OPTIONS } });
    const { to } = values;
    if (to === undefined) throw new UsageError('Say by --to ADDRESS who gets the mail.');
    const application = new Application(values, words.application, env);
    const { config, report } = application.mail(application.environment());
    for (const warning of report.warnings) complain(`Warning: ${describeFault(warning)}`);
    report.throwFaults();
    const server = mailerOf(config, values.mailer);
    try {
      const receipt = await sendTestMail(config, server, { ...values, to });
      const lines = values.json === true ? [JSON.stringify(receipt, null, 2)] : linesOf(receipt);
      for (const line of lines) print(line);
      return 0;
    } catch (error) {
      if (!isMailError(error)) throw error;
      for (const line of failureLines(error)) complain(line);
      return 1;
    }
  },
};

const OPTIONS = {
  to: { type: 'string', multiple: true },
  from: { type: 'string' },
  subject: { type: 'string' },
  text: { type: 'string' },
  mailer: { type: 'string' },
  json: { type: 'boolean' },
} as const;

function linesOf({ messageId, envelope, accepted, refused, leftOut = [], response }: Receipt): string[] {
  return [
    ...accepted.map((address) => `accepted   ${address}`),
    ...leftOut.map(({ address, reason }) => `left out   ${address} (${reason})`),
    ...refused.map(({ address, reply }) => `refused    ${address} (${reply.code} ${reply.text})`),
    `from       ${envelope.from}`,
    `message    ${messageId}`,
    ...(response === '' ? [] : [`server     ${response}`]),
  ];
}

/** What went wrong, and where it is explained. */
function failureLines({ message, diagnosis }: MailError): string[] {
  return [message, ...seePage(diagnosis?.page)];
}

import { parseArgs } from 'node:util';
import { Application, APPLICATION_OPTIONS, wordsOf } from './application.js';
import type { Command } from './command.js';
import { type Check, type Observer, runChecks } from './doctor/check.js';
import { checklist, summary } from './doctor/checklist.js';
import { checksOf, noChecks } from './doctor/checks.js';
import { checkSettings } from './doctor/settings.js';

const OPTIONS = {
  mailer: { type: 'string' },
  'send-to': { type: 'string' },
  dns: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const SILENT: Observer = { started: () => undefined, ended: () => undefined, done: () => undefined };

/** `nestjs-spring-mail doctor`: looks at everything that a mail needs, in the order in which it needs it. */
export const doctorCommand: Command = {
  purpose: 'checks settings, mail server, sign-in and the DNS of the sender, and names what to change',
  options: {
    '--mailer NAME': 'a mailer of nest.mail.mailers (default: the one of spring.mail)',
    '--send-to ADDRESS': 'sends a mail there at the end',
    '--dns HOST:PORT': "the DNS server to ask about the sender's domain",
    '--json': '{ ok, checks } as one JSON object',
  },
  async run(terminal) {
    const { argv, env, print } = terminal;
    const words = wordsOf(argv);
    const { values } = parseArgs({ args: words.command, options: { ...APPLICATION_OPTIONS, ...OPTIONS } });
    const application = new Application(values, words.application, env);
    const { settings, finding } = checkSettings(application, values.mailer);
    const asked = { sendTo: values['send-to'], dns: values.dns };
    const { checks, close } = settings ? checksOf(settings.config, settings.mailer, asked) : noChecks();
    const first: Check = { id: 'settings', needs: [], run: () => finding };
    const isForPrograms = values.json === true;
    try {
      const results = await runChecks([first, ...checks], isForPrograms ? SILENT : checklist(terminal));
      const isWell = results.every(({ status }) => status !== 'fail');
      print(isForPrograms ? JSON.stringify({ ok: isWell, checks: results }, null, 2) : summary(results));
      return isWell ? 0 : 1;
    } finally {
      await close();
    }
  },
};

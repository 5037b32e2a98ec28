import { parseArgs } from 'node:util';
import { isLoopback } from '../message/loopback.js';
import { Application, APPLICATION_OPTIONS, wordsOf } from './application.js';
import { type Command, UsageError } from './command.js';
import { withPackages } from './preview/packages.js';
import { templatesIn } from './preview/templates-in.js';

const OPTIONS = {
  port: { type: 'string', default: '8025' },
  'smtp-port': { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  templates: { type: 'string' },
} as const;

const SMTP_PORT = '2525';

/** `nestjs-spring-mail preview`: the mailbox by itself, until somebody ends it. */
export const previewCommand: Command = {
  purpose: 'catches mails on this machine and shows them, and templates, in a page',
  options: {
    '--port PORT': 'of the page (default: 8025)',
    '--smtp-port PORT': 'to catch mails on (default: that of the application, or 2525)',
    '--host ADDRESS': 'to listen on (default: 127.0.0.1)',
    '--templates DIR': 'templates to show (.hbs, .mjml, .md), with samples such as welcome.preview.json',
  },
  async run({ argv, env, print, interrupted }) {
    const words = wordsOf(argv);
    const { values } = parseArgs({ args: words.command, options: { ...APPLICATION_OPTIONS, ...OPTIONS } });
    const application = new Application(values, words.application, env);
    const port = portOf('--port', values.port);
    const smtpPort = portOf('--smtp-port', values['smtp-port'] ?? portIn(application));
    const { startMailPreview } = await withPackages(() => import('../integrations/preview/index.js'));
    const preview = await startMailPreview({
      host: values.host,
      port,
      smtpPort,
      ...(values.templates !== undefined && { templates: await templatesIn(values.templates) }),
    });
    print(`The mailbox is open: ${preview.url}`);
    print(`${preview.about} Ctrl+C ends this, and the mails are gone then.`);
    await interrupted();
    await preview.close();
    return 0;
  },
};

/** Where the application sends its mails, when that is this machine. */
function portIn(application: Application): string {
  const environment = application.environment();
  const isHere = isLoopback(environment.property('spring.mail.host')?.value ?? '');
  return (isHere ? environment.property('spring.mail.port')?.value : undefined) ?? SMTP_PORT;
}

/** @throws UsageError when it is no port */
function portOf(option: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port <= 65_535) return port;
  throw new UsageError(
    `${option} ${text} is no port. Write a number up to 65535, or 0 for any that is free.`,
  );
}

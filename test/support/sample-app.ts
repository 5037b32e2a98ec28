import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

export interface RunningSampleApp {
  /** Where its forms are: `http://127.0.0.1:3000`. The mailbox is below, at `/mail`. */
  readonly url: string;
  readonly smtpPort: number;
  /** Asks it to end, and resolves with how it ended once it has. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
}

/** How a run of the sample app ended, and everything it printed. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Has a server listen on a free port of this machine and tells which. */
export async function listen(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

function run(env: NodeJS.ProcessEnv): { child: ChildProcessWithoutNullStreams; exit: Promise<Exit> } {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: 'sample-app',
    env: { PATH: process.env.PATH, NO_COLOR: '1', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, exit };
}

/** One line of the sample app's mailbox. */
export interface MailSummary {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
}

/** One mail of the sample app's mailbox. */
export interface MailDetails extends MailSummary {
  readonly text: string;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly attachments: readonly { readonly filename: string; readonly size: number }[];
}

/** The mails of the mailbox, newest first. */
export async function readMails(app: RunningSampleApp): Promise<MailSummary[]> {
  return JSON.parse(await (await fetch(new URL('/mail/mails', app.url))).text()).mails;
}

/** One mail of the mailbox. */
export async function readMail(app: RunningSampleApp, id: string): Promise<MailDetails> {
  return JSON.parse(await (await fetch(new URL(`/mail/mails/${id}`, app.url))).text());
}

/** Starts the built sample app as `npm start` does and resolves when it says that the page is open. */
export async function startSampleApp(env: NodeJS.ProcessEnv = {}): Promise<RunningSampleApp> {
  const smtpPort = await freePort();
  const PORT = String(await freePort());
  const { child, exit } = run({ PORT, SPRING_MAIL_PORT: String(smtpPort), ...env });
  const opened = new Promise<string>((resolve) => {
    let printed = '';
    child.stdout.on('data', (text: string) => {
      printed += text;
      const address = /The mailbox is open: (\S+)\/mail\n/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  const url = await Promise.race([
    opened,
    exit.then(({ stderr }) => {
      throw new Error(
        `The sample app ended instead of starting. It needs its build (npm run build). ${stderr}`,
      );
    }),
  ]);
  return {
    url,
    smtpPort,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exit;
    },
  };
}

/** Runs the sample app with settings it must refuse and resolves with how it ended. */
export function runSampleApp(env: NodeJS.ProcessEnv): Promise<Exit> {
  return run(env).exit;
}

/** Posts JSON to the sample app. */
export function post(app: RunningSampleApp, path: string, body: unknown): Promise<Response> {
  return fetch(new URL(path, app.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

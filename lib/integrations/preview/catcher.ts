import { isLoopback, isMailError, MailConfigError, type MailService, SmtpListener } from '../../index.js';
import type { CaughtMails } from './caught-mails.js';

/** What catches mails, if anything does. */
export interface PreviewCatcher {
  /** Where mails come from, in a sentence for the page. */
  readonly about: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Catches what the application sends to this machine. */
export async function catcherFor(
  mails: CaughtMails,
  port: number | undefined,
  mail: MailService | undefined,
): Promise<PreviewCatcher> {
  if (port !== undefined) return openCatcher(mails, { host: '127.0.0.1', port }, 'port of MailPreviewModule');
  const server = endpointOf(mail);
  if (server === undefined)
    return nothing('Mails go out by a transport of the application. They do not arrive here.');
  return isLoopback(server.host)
    ? openCatcher(mails, server, 'spring.mail.port').catch((error: unknown) => orInTest(error, server))
    : nothing(`Mails go out through ${server.host}. They do not arrive here.`);
}

/** The application under development, or another test, may have the port. */
function orInTest(error: unknown, { host, port }: Endpoint): PreviewCatcher {
  if (process.env['NODE_ENV'] !== 'test' || !isTaken((error as Error).cause)) throw error;
  return nothing(`Mails go to another program, at ${host}:${port}. They do not arrive here.`);
}

/**
 * Listens there.
 * @param key what the user has to change when the port cannot be had
 * @throws MailConfigError when it cannot be had
 */
export async function openCatcher(
  mails: CaughtMails,
  { host, port }: Endpoint,
  key: string,
): Promise<PreviewCatcher> {
  try {
    const listener = await SmtpListener.start(mails, { host, port });
    return {
      about: `Mails to ${host}:${listener.port} arrive here.`,
      close: () => listener.close(),
    };
  } catch (cause) {
    throw cannotListen(key, port, cause);
  }
}

/** An error that names the key of a port that cannot be had. */
export function cannotListen(key: string, port: number, cause: unknown): MailConfigError {
  const taken = isTaken(cause);
  const problem = taken ? 'is in use by another program' : 'cannot be listened on';
  const advice = `${taken ? 'Stop that program, or choose' : 'Choose'} another port.`;
  return new MailConfigError([{ key, problem, advice, value: String(port) }], cause);
}

function isTaken(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE';
}

/** For an application whose mails go elsewhere. */
export function nothing(about: string): PreviewCatcher {
  return { about, close: () => Promise.resolve() };
}

/** An application may have nothing but mailers with names. */
function endpointOf(mail: MailService | undefined): Endpoint | undefined {
  try {
    return mail?.mailer('default').endpoint;
  } catch (error) {
    if (isMailError(error)) return undefined;
    throw error;
  }
}

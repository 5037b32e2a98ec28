import type { IncomingMessage } from 'node:http';
import { MailParseError } from '../../errors/mail-parse.error.js';
import { MailPreparationError } from '../../errors/mail-preparation.error.js';
import { httpClient } from '../../on-demand.cjs';
import { collect } from './collect.js';
import { ForbiddenAddressError, type RemoteAccess } from './remote-access.js';
import { tooLarge } from './size-limit.js';

const MAX_REDIRECTS = 5;
/** Request timeout, too early, too many requests, and what the server blames itself for. */
const TEMPORARY = /^(?:408|425|429|5\d\d)$/u;
const REDIRECTS: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308]);

/** A file as it came. */
export interface FetchedFile {
  readonly content: Buffer;
  /** As the host calls it, without parameters; `undefined` when that says nothing. */
  readonly contentType: string | undefined;
}

/**
 * Fetches a file.
 * @param limit most bytes
 * @throws MailParseError when its host is not allowed; MailPreparationError when it does not come whole and in time
 */
export async function fetchFile(
  url: URL,
  access: RemoteAccess,
  field: string,
  limit: number,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const response = await answerOf(url, access, field, signal);
  try {
    checkAnswer(response, field, limit);
    const content = await collect(response, { field, limit, signal, permanent: false });
    return { content, contentType: mediaType(response.headers['content-type']) };
  } finally {
    response.destroy();
  }
}

/** The first answer that is no redirect; each host on the way has to be allowed. */
async function answerOf(
  start: URL,
  access: RemoteAccess,
  field: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    checkHost(url, access, field, redirects > 0);
    const response = await ask(url, access, signal).catch((error: unknown) =>
      Promise.reject(noAnswer(url, field, error)),
    );
    const { location } = response.headers;
    if (!REDIRECTS.has(response.statusCode) || location === undefined) return response;
    response.destroy();
    if (!URL.canParse(location, url.href)) break;
    url = new URL(location, url);
  }
  throw failed(field, `${url.hostname} redirects too often or to nowhere`);
}

function ask(url: URL, access: RemoteAccess, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpClient(url.protocol === 'https:')(
      url,
      // No agent: nothing of an application's own connections, proxies or credentials is used.
      { agent: false, lookup: access.lookup, signal, headers: { 'accept-encoding': 'identity' } },
      resolve,
    );
    request.on('error', reject);
    request.end();
  });
}

function checkHost(url: URL, access: RemoteAccess, field: string, isRedirect: boolean): void {
  if (allows(url, access, field)) return;
  const what = access.isOpen ? `${url.origin}, which is not allowed` : 'a host, and no host is allowed';
  throw new MailParseError(
    field,
    isRedirect ? `is redirected to ${what}` : `names ${what}`,
    'Set nest.mail.attachments.hosts to the hosts of the files, or pass the bytes as content.',
  );
}

function allows(url: URL, access: RemoteAccess, field: string): boolean {
  try {
    return access.allows(url);
  } catch (error) {
    throw noAnswer(url, field, error);
  }
}

/** Never the whole address: what is behind the host may hold a signature. */
function noAnswer({ hostname }: URL, field: string, cause: unknown): Error {
  if (cause instanceof ForbiddenAddressError) {
    return new MailParseError(
      field,
      `names ${hostname}, whose address ${cause.address} is inside a private network`,
      `If that is meant, write ${cause.address} into nest.mail.attachments.hosts, beside the host.`,
    );
  }
  return failed(field, `${hostname} did not answer`, { cause, permanent: false });
}

function checkAnswer({ statusCode, headers }: IncomingMessage, field: string, limit: number): void {
  if (statusCode !== 200) {
    const permanent = statusCode === undefined || !TEMPORARY.test(String(statusCode));
    throw failed(field, `the answer was ${statusCode}`, { permanent });
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw failed(field, `the answer is packed (${encoding.slice(0, 20)})`);
  if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge(field);
}

/** Of a tree of parts only the parts have a type that says something. */
function mediaType(header = ''): string | undefined {
  return /^(?!multipart\/|message\/)[\w!#$&^.+-]{1,64}\/[\w!#$&^.+-]{1,64}/u.exec(header.toLowerCase())?.[0];
}

function failed(
  field: string,
  what: string,
  { cause, permanent = true }: { readonly cause?: unknown; readonly permanent?: boolean } = {},
): MailPreparationError {
  return new MailPreparationError(
    `The mail was not sent: ${field} could not be fetched, ${what}.`,
    'The file has to be there, without sign-in, when the mail is sent; nest.mail.attachments.timeout limits the time.',
    cause,
    { permanent },
  );
}

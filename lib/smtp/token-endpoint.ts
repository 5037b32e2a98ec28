import type { IncomingMessage } from 'node:http';
import { formsOf, hide } from './secrets.js';
import { SmtpConnectError, toError } from './smtp-errors.js';

/** What an access token is asked for with (RFC 6749 sections 4.4.2 and 6). */
export interface TokenRequest {
  readonly url: string;
  readonly grant: 'refresh_token' | 'client_credentials';
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly refreshToken?: string | undefined;
  readonly scope?: string | undefined;
}

/** What the endpoint gave. */
export interface TokenReply {
  readonly accessToken: string;
  /** Seconds; missing where the endpoint does not say. */
  readonly expiresIn?: number | undefined;
  /** Replaces the one that was used, where the endpoint changes it with each use. */
  readonly refreshToken?: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Far more than any token; stops an endpoint that never ends. */
const MAX_ANSWER = 256 * 1024;
const MAX_DESCRIPTION = 300;
/** RFC 6749 section 4.1.2.1, and what providers add: the account is not to blame. */
const FOR_NOW = new Set(['temporarily_unavailable', 'server_error', 'slow_down']);

/**
 * Asks for a token. Throws SmtpConnectError: `oauth2-refused` when the account or the application is not let in,
 * `oauth2-unavailable` when the endpoint cannot be asked at the moment. Neither shows a secret.
 */
export async function requestToken(
  request: TokenRequest,
  timeout: number,
  signal: AbortSignal,
): Promise<TokenReply> {
  const { host } = new URL(request.url);
  const limit = AbortSignal.timeout(timeout);
  const answer = await post(request, AbortSignal.any([limit, signal])).catch((error: unknown) => {
    const why = limit.aborted
      ? `did not answer within ${timeout} ms`
      : `could not be asked (${codeOf(error)})`;
    throw unavailable(`${host} ${why}`, limit.aborted ? 'ETIMEDOUT' : codeOf(error), error);
  });
  const { access_token: accessToken, expires_in: expiresIn, refresh_token: refreshToken } = answer.fields;
  if (answer.status === 200 && typeof accessToken === 'string' && accessToken !== '') {
    return {
      accessToken,
      expiresIn: Number(expiresIn) > 0 ? Number(expiresIn) : undefined,
      refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
    };
  }
  throw failure(host, answer, formsOf(request.clientSecret, request.refreshToken));
}

async function post(request: TokenRequest, signal: AbortSignal): Promise<Answer> {
  const url = new URL(request.url);
  const { request: open } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    // No agent: nothing stays open behind the answer. Redirects are not followed: the secrets are for this address.
    open(url, { method: 'POST', agent: false, headers, signal }, resolve)
      .on('error', reject)
      .end(formOf(request).toString());
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ANSWER) throw new Error('The answer does not end');
  }
  const type = response.headers['content-type']?.split(';')[0] ?? 'nothing';
  return { status: response.statusCode ?? 0, type, fields: fieldsOf(Buffer.concat(chunks).toString()) };
}

function formOf(request: TokenRequest): URLSearchParams {
  const form = new URLSearchParams({ grant_type: request.grant, client_id: request.clientId });
  if (request.clientSecret !== undefined) form.set('client_secret', request.clientSecret);
  if (request.refreshToken !== undefined) form.set('refresh_token', request.refreshToken);
  if (request.scope !== undefined) form.set('scope', request.scope);
  return form;
}

function fieldsOf(text: string): Answer['fields'] {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

/** RFC 6749 section 5.2. The description is for people; it may quote what was sent. */
function failure(
  host: string,
  { status, type, fields }: Answer,
  secrets: readonly string[],
): SmtpConnectError {
  const { error, error_description: description } = fields;
  const isBusy = status >= 500 || status === 408 || status === 429;
  if (typeof error !== 'string' || isBusy || FOR_NOW.has(error)) {
    const what = typeof error === 'string' ? hide(error, secrets) : type;
    return unavailable(`${host} answered ${status} (${what}) and no token`, `HTTP ${status}`);
  }
  const said = typeof description === 'string' ? ` (${shortened(hide(description, secrets))})` : '';
  const code = shortened(hide(error, secrets));
  const details = { stage: 'credentials', code: 'oauth2-refused', originalCode: code } as const;
  return new SmtpConnectError(`${host} gives no access token: ${code}${said}`, details);
}

function unavailable(message: string, originalCode: string | undefined, cause?: unknown): SmtpConnectError {
  return new SmtpConnectError(message, {
    stage: 'credentials',
    code: 'oauth2-unavailable',
    originalCode,
    cause,
  });
}

function shortened(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_DESCRIPTION);
}

function codeOf(error: unknown): string {
  const failed = toError(error);
  return 'code' in failed && typeof failed.code === 'string' ? failed.code : failed.message;
}

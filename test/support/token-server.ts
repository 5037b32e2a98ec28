import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the endpoint answers: fields of JSON, with the status 200 or that of an error, or whatever the test writes. */
export type TokenAnswer =
  | { readonly status?: number; readonly fields: Readonly<Record<string, unknown>> }
  | ((response: ServerResponse) => void);

/** A token endpoint (RFC 6749) on the loopback address. */
export interface TokenServer extends AsyncDisposable {
  readonly url: string;
  /** The forms that came in, in order. */
  readonly forms: readonly Readonly<Record<string, string>>[];
}

/** Starts an endpoint that gives the answers in turn; the last one stays. */
export async function tokenServer(...answers: readonly TokenAnswer[]): Promise<TokenServer> {
  const forms: Record<string, string>[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const turn = answers[Math.min(forms.length, answers.length - 1)];
    forms.push(Object.fromEntries(new URLSearchParams(body)));
    if (typeof turn === 'function') return turn(response);
    const { status = 200, fields = {} } = turn ?? {};
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(fields));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/token`,
    forms,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A token that lives for an hour. */
export function token(accessToken: string, fields: Readonly<Record<string, unknown>> = {}): TokenAnswer {
  return { fields: { access_token: accessToken, token_type: 'Bearer', expires_in: 3600, ...fields } };
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { createTransport, type MailMessage, type SentMessageInfo, type Transporter } from 'nodemailer';

/** What an API of a provider does with a mail that it was sent whole. */
export type ProviderAnswer = (response: ServerResponse, request: IncomingMessage) => void;

/** A provider that takes mails by HTTP on a loopback port. */
export interface HttpProvider {
  readonly url: string;
  /** Mails that were read to their end, as text. */
  readonly mails: readonly string[];
  answer: ProviderAnswer;
  readonly close: () => Promise<void>;
}

export const status =
  (code: number, body: object = {}): ProviderAnswer =>
  (response) =>
    void response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export async function httpProvider(): Promise<HttpProvider> {
  const mails: string[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    mails.push((await buffer(request)).toString());
    provider.answer(response, request);
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const provider: HttpProvider = {
    url: `http://127.0.0.1:${port}`,
    mails,
    answer: status(200, { id: 'provider-1' }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return provider;
}

/** How a client library tells of a status that is an error. */
export type ToError = (status: number) => Error;

const failure = (fields: object): Error => Object.assign(new Error('The provider said no.'), fields);

/** Client libraries, by the way they tell. */
export const CLIENTS: Readonly<Record<string, ToError>> = {
  'mailgun.js': (code) => failure({ status: code, details: 'no' }),
  postmark: (code) => failure({ statusCode: code, code: 406 }),
  axios: (code) => failure({ code: 'ERR_BAD_REQUEST', response: { status: code, data: {} } }),
  '@sendgrid/mail': (code) => failure({ code, response: { headers: {}, body: {} } }),
  '@aws-sdk/client-sesv2': (code) =>
    failure({ name: 'MessageRejected', $fault: 'client', $metadata: { httpStatusCode: code, attempts: 1 } }),
};

/** A plugin for nodemailer as third parties write them: a name, a version and `send`. It knows nothing of signals. */
export function providerTransport(
  url: string,
  { toError = failureOfStatus, timeout = 60_000 }: { toError?: ToError; timeout?: number } = {},
): Transporter {
  async function deliver(mail: MailMessage): Promise<SentMessageInfo> {
    const body = await buffer(mail.message.createReadStream());
    const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(timeout) });
    if (!response.ok) throw toError(response.status);
    const { id } = (await response.json()) as { id: string };
    return { envelope: mail.message.getEnvelope(), messageId: id };
  }
  return createTransport({ name: 'provider', version: '1.0.0', send: callbackify(deliver) });
}

function failureOfStatus(code: number): Error {
  return failure({ status: code });
}

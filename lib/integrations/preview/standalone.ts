import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMailer, type MailTransport, type TemplateSource } from '../../index.js';
import { gatekeeper, type PreviewAccess } from './access.js';
import { cannotListen, openCatcher } from './catcher.js';
import { CaughtMails } from './caught-mails.js';
import { MailPreview } from './mail-preview.js';
import { type PreviewSamples, TemplatePreviews } from './template-previews.js';

/** How a preview by itself is started. */
export interface MailPreviewServerOptions {
  /** Port of the page. Default: any that is free. */
  readonly port?: number;
  /** Port to catch mails on. Default: any that is free. */
  readonly smtpPort?: number;
  /** Address that both listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** Templates to show. Default: none. */
  readonly templates?: TemplateSource;
  /** Contexts to show them with, before those in files such as `welcome.preview.json`. */
  readonly previews?: PreviewSamples;
  /** Who besides this machine may look at the mails. Default: nobody. */
  readonly allow?: PreviewAccess;
  /** How many mails are kept. Default 500. */
  readonly keep?: number;
}

/** A preview that runs by itself. */
export interface MailPreviewServer {
  /** Address of the page: `http://127.0.0.1:8025`. */
  readonly url: string;
  /** Where mails are caught, in a sentence. */
  readonly about: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * The mailbox by itself, for any application that can send to `localhost`.
 *
 * @example
 * const preview = await startMailPreview({ port: 8025, smtpPort: 2525 });
 * @throws MailConfigError when a port cannot be had
 */
export async function startMailPreview(options: MailPreviewServerOptions = {}): Promise<MailPreviewServer> {
  const { port = 0, smtpPort = 0, host = '127.0.0.1', allow = {}, keep = 500 } = options;
  const mails = new CaughtMails(keep);
  const catcher = await openCatcher(mails, { host, port: smtpPort }, 'smtpPort');
  const preview = new MailPreview(
    { mails, templates: previewsOf(options), about: catcher.about },
    gatekeeper(allow),
  );
  const server = createServer((request, response) => {
    void preview.answer(request, response, request.url ?? '', '');
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    await catcher.close();
    throw cannotListen('port', port, error);
  }
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    about: catcher.about,
    async close() {
      const closed = once(server, 'close');
      server.close();
      preview.close();
      server.closeAllConnections();
      await Promise.all([closed, catcher.close()]);
    },
  };
}

function previewsOf({ templates, previews }: MailPreviewServerOptions): TemplatePreviews | undefined {
  if (templates === undefined) return undefined;
  const mailer = createMailer({ transport: NOWHERE, templates });
  return new TemplatePreviews(templates, (message) => mailer.render(message), previews);
}

/** Nothing is sent by a page that shows templates. */
const NOWHERE: MailTransport = {
  send: () => Promise.reject(new Error('A preview sends nothing.')),
  sendAll: () => Promise.resolve([]),
  verify: () => Promise.resolve(),
  close: () => Promise.resolve(0),
};

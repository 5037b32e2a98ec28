import { type INestApplication, Module, type ModuleMetadata } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request, type RequestOptions } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { MailModule, type MailModuleOptions, MailService } from 'nestjs-spring-mail';
import { MailPreviewModule, type MailPreviewModuleOptions } from 'nestjs-spring-mail/preview';
import { freePorts } from './free-port.js';

export const adapters = {
  Express: (): AbstractHttpAdapter => new ExpressAdapter(),
  Fastify: (): AbstractHttpAdapter => new FastifyAdapter(),
};

/** An application whose mails come back to its own page. */
export interface PreviewApp {
  readonly app: INestApplication;
  readonly mail: MailService;
  /** Address of the page: `http://127.0.0.1:3000/mail`. */
  readonly url: string;
  readonly smtpPort: number;
}

export interface PreviewAppOptions {
  readonly adapter?: keyof typeof adapters;
  readonly preview?: MailPreviewModuleOptions;
  readonly mail?: MailModuleOptions;
  readonly module?: ModuleMetadata;
  /** Global prefix of the application. */
  readonly prefix?: string;
  /** Set up before it listens. */
  readonly setUp?: (app: INestApplication) => unknown;
}

/** Starts one; close its `app`. */
export async function startPreviewApp(options: PreviewAppOptions = {}): Promise<PreviewApp> {
  const { adapter = 'Express', preview = {}, mail = {}, module = {}, prefix = '', setUp } = options;
  const [smtpPort = 0] = await freePorts(1);
  const settings = { host: '127.0.0.1', port: smtpPort, defaults: { from: 'shop@example.com' }, ...mail };
  @Module({
    ...module,
    imports: [MailModule.forRoot(settings), MailPreviewModule.forRoot(preview), ...(module.imports ?? [])],
  })
  class AppModule {}
  const app = await NestFactory.create(AppModule, adapters[adapter](), {
    logger: false,
    abortOnError: false,
  });
  app.setGlobalPrefix(prefix);
  await setUp?.(app);
  await app.listen(0, '127.0.0.1');
  const path = [prefix, preview.path ?? 'mail'].join('/').replaceAll(/\/+/gu, '/').replace(/^\/?/u, '/');
  return { app, mail: app.get(MailService), url: `${await app.getUrl()}${path}`, smtpPort };
}

/** What a server answered. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Asks as no browser would let a page: with any Host header. */
export async function ask(url: string, options: RequestOptions = {}): Promise<Answered> {
  const sent = request(url, { agent: false, ...options }).end();
  const [answer] = await once(sent, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}

/** One line of the list. */
export interface ListedMail {
  readonly id: string;
  readonly subject: string;
}

/** The mails that a preview lists. */
export async function readMails(
  url: string,
  search = '',
): Promise<{ readonly count: number; readonly mails: readonly ListedMail[] }> {
  const { body } = await ask(`${url}/mails?search=${encodeURIComponent(search)}`);
  return JSON.parse(body.toString());
}

/** Where a preview says its mails come from. */
export async function readAbout(url: string): Promise<string> {
  return JSON.parse((await ask(`${url}/about`)).body.toString()).about;
}

import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestApplicationOptions,
  SetMetadata,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, NestFactory, Reflector } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { map } from 'rxjs';
import {
  type MailFeedback,
  MailModule,
  MailService,
  MemorySuppressionList,
  type SuppressionList,
} from 'nestjs-spring-mail';
import { MailWebhooksModule, type MailWebhooksOptions } from 'nestjs-spring-mail/webhooks';

export const adapters = { Express: () => new ExpressAdapter(), Fastify: () => new FastifyAdapter() };
export const adapterNames = Object.keys(adapters) as (keyof typeof adapters)[];

/** What is said about the application, and how. */
export interface WebhookAppOptions extends MailWebhooksOptions {
  readonly adapter?: keyof typeof adapters;
  readonly suppression?: SuppressionList;
  readonly nest?: NestApplicationOptions;
  /** Before the application starts. */
  readonly prepare?: (app: NestExpressApplication) => void;
}

/** An application that listens to providers, and has what applications have: a guard, an interceptor, a prefix. */
export interface WebhookApp {
  readonly mail: MailService;
  /** Where it listens, with the prefix. */
  readonly url: string;
  /** What `mail.on('feedback', …)` was told. */
  readonly told: readonly MailFeedback[];
  /** Lines of the log. */
  readonly log: readonly string[];
  /** As SNS posts. @returns the status and what else is answered */
  readonly sns: (body: unknown) => Promise<readonly [number, string]>;
  /** As Mailgun posts. */
  readonly mailgun: (body: unknown) => Promise<readonly [number, string]>;
  readonly post: (path: string, type: string, body: string) => Promise<readonly [number, string]>;
  close(): Promise<void>;
}

class SignedInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return new Reflector().get<boolean>('public', context.getClass()) ?? false;
  }
}

const wrapped = {
  intercept: (_context: unknown, next: CallHandler) => next.handle().pipe(map((data) => ({ data }))),
};

export async function webhookApp({
  adapter = 'Express',
  suppression = new MemorySuppressionList(),
  nest = {},
  prepare,
  ...options
}: WebhookAppOptions): Promise<WebhookApp> {
  class AppModule {}
  const module = {
    module: AppModule,
    imports: [
      MailModule.forRoot({ host: 'localhost', suppression }),
      MailWebhooksModule.forRoot({ ...options, decorators: [SetMetadata('public', true)] }),
    ],
    providers: [
      { provide: APP_GUARD, useClass: SignedInGuard },
      { provide: APP_INTERCEPTOR, useValue: wrapped },
    ],
  };
  const log: string[] = [];
  const write = (...words: unknown[]): void => void log.push(words.map(String).join(' '));
  const app = await NestFactory.create<NestExpressApplication>(module, adapters[adapter](), {
    ...nest,
    abortOnError: false,
    logger: { log: write, warn: write, error: write },
  });
  app.setGlobalPrefix('api');
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  const mail = app.get(MailService);
  const told: MailFeedback[] = [];
  mail.on('feedback', (feedback) => told.push(feedback));
  const url = `${await app.getUrl()}/api`;
  async function post(path: string, type: string, body: string): Promise<readonly [number, string]> {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    return [response.status, await response.text()];
  }
  return {
    mail,
    url,
    told,
    log,
    post,
    sns: (body) => post('/webhooks/ses', 'text/plain; charset=UTF-8', JSON.stringify(body)),
    mailgun: (body) => post('/webhooks/mailgun', 'application/json', JSON.stringify(body)),
    close: () => app.close(),
  };
}

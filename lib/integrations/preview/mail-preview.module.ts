import {
  type DynamicModule,
  Global,
  Inject,
  Logger,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  Optional,
  RequestMethod,
} from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  MAIL_TEMPLATES,
  MailService,
  type MailTransport,
  STAND_IN_TRANSPORT,
  type TemplateSource,
} from '../../index.js';
import { gatekeeper } from './access.js';
import { catcherFor, nothing, type PreviewCatcher } from './catcher.js';
import { CaughtMails } from './caught-mails.js';
import { MailPreview, pathOf } from './mail-preview.js';
import { checked, type MailPreviewModuleOptions, slashed } from './mail-preview-options.js';
import { TemplatePreviews } from './template-previews.js';

const OPTIONS = Symbol('mail preview options');
const CATCHER = Symbol('mail preview catcher');
const MAIL = { token: MailService, optional: true };
const TEMPLATES = { token: MAIL_TEMPLATES, optional: true };
const STAND_IN = { token: STAND_IN_TRANSPORT, optional: true };

/** Express and Fastify keep the address as it was, whatever they cut off. */
interface Request extends IncomingMessage {
  readonly originalUrl?: string;
}

/**
 * A mailbox in the application, for development: it catches what the application sends to this machine and shows it, and its
 * templates, in a page.
 *
 * @example
 * imports: [MailModule.forRoot(), MailPreviewModule.forRoot()] // the page is http://localhost:3000/mail
 */
// Global, because global modules end last: until then the application may send.
@Global()
@Module({
  providers: [
    {
      provide: CaughtMails,
      useFactory: ({ keep = 500 }: MailPreviewModuleOptions) => new CaughtMails(keep),
      inject: [OPTIONS],
    },
    {
      // Made with the providers, so that it listens before `spring.mail.test-connection` looks for it.
      provide: CATCHER,
      useFactory: (
        { port }: MailPreviewModuleOptions,
        mails: CaughtMails,
        mail?: MailService,
        standIn?: MailTransport,
      ) =>
        standIn === undefined
          ? catcherFor(mails, port, mail)
          : nothing('Another transport stands in for the mail server. Mails do not arrive here.'),
      inject: [OPTIONS, CaughtMails, MAIL, STAND_IN],
    },
    {
      provide: MailPreview,
      useFactory: (
        { allow = {}, previews }: MailPreviewModuleOptions,
        mails: CaughtMails,
        { about }: PreviewCatcher,
        mail?: MailService,
        source?: TemplateSource,
      ) => {
        const templates =
          mail && source && new TemplatePreviews(source, (message) => mail.render(message), previews);
        return new MailPreview({ mails, templates, about }, gatekeeper(allow));
      },
      inject: [OPTIONS, CaughtMails, CATCHER, MAIL, TEMPLATES],
    },
  ],
})
export class MailPreviewModule implements NestModule, OnModuleDestroy, OnApplicationShutdown {
  readonly #logger = new Logger(MailPreviewModule.name);
  readonly #path: string;

  constructor(
    @Inject(OPTIONS) { path = 'mail' }: MailPreviewModuleOptions,
    @Inject(MailPreview) private readonly preview: MailPreview,
    @Inject(CATCHER) private readonly catcher: PreviewCatcher,
    @Inject(ApplicationConfig) private readonly application: ApplicationConfig,
    @Optional() @Inject(MailService) private readonly mail?: MailService,
  ) {
    this.#path = slashed(path);
  }

  /** @throws MailConfigError while the application starts, when `NODE_ENV` is `production` and `force` is not set */
  static forRoot(options: MailPreviewModuleOptions = {}): DynamicModule {
    return {
      module: MailPreviewModule,
      imports: options.imports ?? [],
      providers: [{ provide: OPTIONS, useFactory: () => checked(options) }],
    };
  }

  /** Answers before the guards, pipes and interceptors of the application, which know nothing of its requests. */
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((request: Request, response: ServerResponse, next: () => void) => {
        const address = request.originalUrl ?? request.url ?? '';
        const mount = this.#mountOf(pathOf(address));
        if (mount === undefined) next();
        else void this.preview.answer(request, response, address, mount);
      })
      .forRoutes({ path: `${this.#path}{/*rest}`, method: RequestMethod.ALL });
    this.#logger.log(`The mail preview is at ${slashed(this.#prefix)}${this.#path}. ${this.catcher.about}`);
  }

  /** The server waits for connections that are open. */
  onModuleDestroy(): void {
    this.preview.close();
  }

  /** Nest ends global modules in the order of its imports; what is queued must be sent before its mail server goes. */
  async onApplicationShutdown(): Promise<void> {
    await this.mail?.onApplicationShutdown();
    await this.catcher.close();
  }

  get #prefix(): string {
    return this.application.getGlobalPrefix();
  }

  /** Where the page is: behind the global prefix, unless that leaves its path out. */
  #mountOf(pathname: string): string | undefined {
    const mounts = [`${slashed(this.#prefix)}${this.#path}`, this.#path];
    return mounts.find((one) => pathname === one || pathname.startsWith(`${one}/`));
  }
}

import {
  type DynamicModule,
  Inject,
  Logger,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type OnModuleInit,
  RequestMethod,
} from '@nestjs/common';
import { MailConfigError, SuppressionList, UnsubscribeLinks } from '../../index.js';
import { plainPage, type UnsubscribePage } from './page.js';
import { unsubscribeController } from './unsubscribe.controller.js';

/** Where and how the links are answered. */
export interface UnsubscribeModuleOptions {
  /** Path of the controller, behind the global prefix of the application. Default `unsubscribe`. */
  readonly path?: string;
  /** Makes the pages. Default: plain ones in English. */
  readonly page?: UnsubscribePage;
  /**
   * Decorators for the controller: mail programs have no session, so whatever lets a request pass the guards of the whole
   * application belongs here.
   * @example [Public()]
   */
  readonly decorators?: readonly ClassDecorator[];
  /** Modules that hold `MailModule`, where that is not global. */
  readonly imports?: DynamicModule['imports'];
}

const OPTIONS = Symbol('unsubscribe options');

interface Headers {
  readonly headers: Record<string, string | string[] | undefined>;
}

/**
 * Answers the links of `unsubscribe: true`: the POST of a mail program (RFC 8058) unsubscribes, a GET shows a page that asks.
 * Who unsubscribes is put on the suppression list of `MailModule`.
 *
 * @example
 * imports: [MailModule.forRoot({ suppression }), UnsubscribeModule.forRoot()]
 */
@Module({})
export class UnsubscribeModule implements NestModule, OnModuleInit {
  readonly #logger = new Logger(UnsubscribeModule.name);

  constructor(
    @Inject(OPTIONS) private readonly path: string,
    @Inject(UnsubscribeLinks) private readonly links: UnsubscribeLinks,
    @Inject(SuppressionList) private readonly suppression: SuppressionList | null,
  ) {}

  static forRoot({
    path = 'unsubscribe',
    page = plainPage,
    decorators = [],
    imports = [],
  }: UnsubscribeModuleOptions = {}): DynamicModule {
    return {
      module: UnsubscribeModule,
      imports,
      controllers: [unsubscribeController(path, page, decorators)],
      providers: [{ provide: OPTIONS, useValue: path }],
    };
  }

  /** @throws MailConfigError when there are no links to answer, or no list that keeps who unsubscribed */
  onModuleInit(): void {
    const faults = [
      ...(this.links.isConfigured ? [] : [NO_LINKS]),
      ...(this.suppression === null ? [NO_LIST] : []),
    ];
    if (faults.length > 0) throw new MailConfigError(faults);
    const path = `/${this.path.replaceAll(/^\/|\/$/gu, '')}`;
    const { pathname } = new URL(this.links.url ?? '');
    if (!pathname.replace(/\/$/u, '').endsWith(path)) {
      this.#logger.warn(
        `nest.mail.unsubscribe.url leads to ${pathname}, and ${path} is where its links are answered. Change one of them, unless a proxy does.`,
      );
    }
  }

  /** A body is never read, so none is refused: Fastify knows no `multipart/form-data`, which mail programs may send. */
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((request: Headers, _response: unknown, next: () => void) => {
        request.headers['content-type'] = 'text/plain';
        next();
      })
      .forRoutes({ path: this.path, method: RequestMethod.POST });
  }
}

const NO_LINKS = {
  key: 'nest.mail.unsubscribe.url',
  problem: 'is missing',
  advice: 'Set it and nest.mail.unsubscribe.secret: without them no link is ever made.',
};

const NO_LIST = {
  key: 'suppression',
  problem: 'is missing',
  advice: 'Pass a list to MailModule.forRoot({ suppression }): somebody has to remember who unsubscribed.',
};

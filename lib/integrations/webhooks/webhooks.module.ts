import {
  ConfigurableModuleBuilder,
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  RequestMethod,
} from '@nestjs/common';
import { WEBHOOKS_CONFIG, webhooksController } from './webhooks.controller.js';
import { webhooksConfig } from './webhooks-config.js';
import type { MailWebhooksOptions } from './webhooks-options.js';

/** What must be known before any provider exists. */
export interface MailWebhooksExtras {
  /** Path of the controllers, behind the global prefix of the application: `<path>/ses`, `<path>/mailgun`. Default `webhooks`. */
  readonly path?: string;
  /**
   * Decorators for the controllers: providers have no session, so whatever lets a request pass the guards of the whole
   * application belongs here.
   * @example [Public()]
   */
  readonly decorators?: readonly ClassDecorator[];
  /** Modules that hold `MailModule`, where that is not global. */
  readonly imports?: DynamicModule['imports'];
}

const PATH = Symbol('webhooks path');

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<MailWebhooksOptions>()
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createMailWebhooksOptions')
    .setExtras<MailWebhooksExtras>({}, withControllers)
    .build();

function withControllers(
  module: DynamicModule,
  { path = 'webhooks', decorators = [], imports = [] }: MailWebhooksExtras,
): DynamicModule {
  return {
    ...module,
    imports: module.imports ?? imports,
    controllers: [webhooksController(path, decorators)],
    providers: [
      ...(module.providers ?? []),
      { provide: PATH, useValue: path },
      { provide: WEBHOOKS_CONFIG, useFactory: webhooksConfig, inject: [MODULE_OPTIONS_TOKEN] },
    ],
  };
}

interface Headers {
  readonly headers: Record<string, string | string[] | undefined>;
}

/**
 * Takes what providers tell of mails: permanent bounces and complaints put addresses on the suppression list of
 * `MailModule`, and everything is told to `onEvent` and `mail.on('feedback', …)`.
 *
 * @example
 * imports: [
 *   MailModule.forRoot({ suppression }),
 *   MailWebhooksModule.forRoot({ ses: { topics: ['arn:aws:sns:eu-west-1:123456789012:bounces'] } }),
 * ]
 */
@Module({})
export class MailWebhooksModule extends ConfigurableModuleClass implements NestModule {
  constructor(@Inject(PATH) private readonly path: string) {
    super();
  }

  /** @throws MailConfigError while the application starts, when an option cannot work */
  static override forRoot(options: typeof OPTIONS_TYPE): DynamicModule {
    return super.forRoot(options);
  }

  /** Options from a factory, a class or an existing provider; `path` and `decorators` stand beside it. */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return super.forRootAsync(options);
  }

  /** Fastify reads text of any kind, and refuses what it does not know before a controller could. */
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((request: Headers, _response: unknown, next: () => void) => {
        request.headers['content-type'] = 'text/plain';
        next();
      })
      .forRoutes(
        ...['ses', 'mailgun'].map((name) => ({ path: `${this.path}/${name}`, method: RequestMethod.POST })),
      );
  }
}

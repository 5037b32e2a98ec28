import {
  type DynamicModule,
  Global,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
} from '@nestjs/common';
import { STAND_IN_TRANSPORT } from '../../index.js';
import { MAILBOX_HEADER, Mailbox } from './mailbox.js';
import { MailboxTransport } from './mailbox.transport.js';

/** The part of a request that is read, of Express and of Fastify. */
interface Request {
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * Keeps the mails of an application under test in a `Mailbox` instead of sending them. Defaults, named mailers, interceptors,
 * events and queues stay as they are; settings of mail servers are not needed.
 *
 * @example
 * const app = await Test.createTestingModule({ imports: [AppModule, MailTestingModule] }).compile();
 * const mailbox = app.get(Mailbox);
 */
@Global()
@Module({
  providers: [
    { provide: Mailbox, useFactory: () => new Mailbox() },
    {
      provide: STAND_IN_TRANSPORT,
      useFactory: (mailbox: Mailbox) => new MailboxTransport(mailbox),
      inject: [Mailbox],
    },
  ],
  exports: [Mailbox, STAND_IN_TRANSPORT],
})
export class MailTestingModule implements NestModule {
  constructor(@Inject(Mailbox) private readonly mailbox: Mailbox) {}

  /** @param mailbox one that the test made by itself, to have it before there is an application */
  static forRoot({ mailbox }: { readonly mailbox: Mailbox }): DynamicModule {
    return {
      module: MailTestingModule,
      providers: [{ provide: Mailbox, useValue: mailbox }],
    };
  }

  /** Requests that carry the headers of a mailbox are answered in its name. */
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(({ headers }: Request, _response: unknown, next: () => void) =>
        this.mailbox.runFor(headers[MAILBOX_HEADER], next),
      )
      .forRoutes('{*path}');
  }
}

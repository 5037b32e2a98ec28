import { Controller, Inject, Logger, Post, Req, Res, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { FeedbackIntake, type MailFeedback } from '../../index.js';
import { MailgunReceiver } from './mailgun/mailgun.receiver.js';
import { SesReceiver } from './ses/ses.receiver.js';
import { webhookBody, type WebhookRequest } from './webhook-body.js';
import type { WebhookReceiver } from './webhook-receiver.js';
import { WebhookRefusal } from './webhook-refusal.js';
import type { WebhooksConfig } from './webhooks-config.js';

/** The part of a response that Express and Fastify have in common. */
interface Response {
  status(code: number): Response;
  send(body: string): unknown;
}

/** Injection token of the `WebhooksConfig`. */
export const WEBHOOKS_CONFIG = Symbol('webhooks config');

/** The controller of a path; a class of its own, because a path belongs to the class. */
export function webhooksController(path: string, decorators: readonly ClassDecorator[]): Type {
  @Controller({ path, version: VERSION_NEUTRAL })
  class MailWebhooksController {
    readonly #logger = new Logger(MailWebhooksController.name);
    readonly #ses: WebhookReceiver | undefined;
    readonly #mailgun: WebhookReceiver | undefined;

    constructor(
      @Inject(WEBHOOKS_CONFIG) private readonly config: WebhooksConfig,
      @Inject(FeedbackIntake) intake: FeedbackIntake,
    ) {
      const take = async (feedback: MailFeedback): Promise<void> => {
        await intake.take(feedback);
        await config.onEvent(feedback);
      };
      this.#ses = config.ses && new SesReceiver(config.ses, take);
      this.#mailgun = config.mailgun && new MailgunReceiver(config.mailgun, take);
    }

    @Post('ses')
    async ses(@Req() request: WebhookRequest, @Res() response: Response): Promise<void> {
      answer(response, await this.#status('ses', this.#ses, request));
    }

    @Post('mailgun')
    async mailgun(@Req() request: WebhookRequest, @Res() response: Response): Promise<void> {
      answer(response, await this.#status('mailgun', this.#mailgun, request));
    }

    /** A status says all that the sender is to know; with 503 it is asked to send again. */
    async #status(
      name: string,
      receiver: WebhookReceiver | undefined,
      request: WebhookRequest,
    ): Promise<number> {
      if (receiver === undefined) return 404;
      try {
        await receiver.receive(await webhookBody(request, this.config.maxBodySize));
        return 200;
      } catch (error) {
        if (error instanceof WebhookRefusal) {
          this.#logger.warn(`A request to ${path}/${name} was refused: it ${error.message}.`);
          return error.status;
        }
        this.#logger.error(
          `A request to ${path}/${name} failed; the provider is asked to send it again.`,
          error,
        );
        return 503;
      }
    }
  }

  for (const decorate of decorators) decorate(MailWebhooksController);
  return MailWebhooksController;
}

/** By hand, so that no interceptor of the application changes it. */
function answer(response: Response, status: number): void {
  response.status(status).send('');
}

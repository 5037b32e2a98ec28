import { Controller, Inject, Logger, Post, Req, Res, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { FeedbackIntake, type MailFeedback } from '../../index.js';
import { MailgunReceiver } from './mailgun/mailgun.receiver.js';
import { SesReceiver } from './ses/ses.receiver.js';
import type { WebhookRequest } from './webhook-body.js';
import { statusOf, type Webhook } from './webhook.js';
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
    readonly #ses: Webhook;
    readonly #mailgun: Webhook;

    constructor(
      @Inject(WEBHOOKS_CONFIG) { ses, mailgun, onEvent, maxBodySize }: WebhooksConfig,
      @Inject(FeedbackIntake) intake: FeedbackIntake,
    ) {
      const take = async (feedback: MailFeedback): Promise<void> => {
        await intake.take(feedback);
        await onEvent(feedback);
      };
      const common = { maxBodySize, logger: new Logger(MailWebhooksController.name) };
      this.#ses = { ...common, path: `${path}/ses`, receiver: ses && new SesReceiver(ses, take) };
      this.#mailgun = {
        ...common,
        path: `${path}/mailgun`,
        receiver: mailgun && new MailgunReceiver(mailgun, take),
      };
    }

    @Post('ses')
    async ses(@Req() request: WebhookRequest, @Res() response: Response): Promise<void> {
      answer(response, await statusOf(request, this.#ses));
    }

    @Post('mailgun')
    async mailgun(@Req() request: WebhookRequest, @Res() response: Response): Promise<void> {
      answer(response, await statusOf(request, this.#mailgun));
    }
  }

  for (const decorate of decorators) decorate(MailWebhooksController);
  return MailWebhooksController;
}

/** By hand, so that no interceptor of the application changes it. */
function answer(response: Response, status: number): void {
  response.status(status).send('');
}

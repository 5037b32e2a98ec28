import type { Logger } from '@nestjs/common';
import { webhookBody, type WebhookRequest } from './webhook-body.js';
import type { WebhookReceiver } from './webhook-receiver.js';
import { WebhookRefusal } from './webhook-refusal.js';

/** One address that a provider posts to. */
export interface Webhook {
  readonly path: string;
  /** Missing for a provider that nothing was configured for. */
  readonly receiver: WebhookReceiver | undefined;
  readonly maxBodySize: number;
  readonly logger: Logger;
}

/**
 * Takes a request.
 * @returns a status that says all that the sender is to know; with 503 it is asked to send again
 */
export async function statusOf(
  request: WebhookRequest,
  { path, receiver, maxBodySize, logger }: Webhook,
): Promise<number> {
  if (receiver === undefined) return 404;
  try {
    await receiver.receive(await webhookBody(request, maxBodySize));
    return 200;
  } catch (error) {
    if (error instanceof WebhookRefusal) {
      logger.warn(`A request to ${path} was refused: it ${error.message}.`);
      return error.status;
    }
    logger.error(`A request to ${path} failed; the provider is asked to send it again.`, error);
    return 503;
  }
}

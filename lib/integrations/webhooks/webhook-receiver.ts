import type { MailFeedback } from '../../index.js';

/** Takes the requests of one provider. */
export interface WebhookReceiver {
  /**
   * @param body of the request, as JSON that anybody may have written
   * @throws WebhookRefusal when it is not from the provider; anything else when it should be sent again
   */
  receive(body: unknown): Promise<void>;
}

/** Where feedback goes; rejects when the provider should tell it again. */
export type TakeFeedback = (feedback: MailFeedback) => Promise<void>;

import type { MailEvents } from '../mail-events.js';
import type { SuppressionList } from '../suppression/suppression-list.js';
import type { MailFeedback } from './mail-feedback.js';

/**
 * Takes in what providers tell of mails. Inject it to pass on what a provider without a module of ours says.
 * @example await intake.take({ type: 'bounced', permanent: true, provider: 'postmark', recipient, time: new Date(), raw })
 */
export class FeedbackIntake {
  readonly #suppression: SuppressionList | null;
  readonly #events: MailEvents;

  constructor(suppression: SuppressionList | null, events: MailEvents) {
    this.#suppression = suppression;
    this.#events = events;
  }

  /**
   * Puts the address of a permanent bounce or a complaint on the suppression list, for all mail, and then tells those who
   * listen to `feedback`. It may be told the same twice.
   * @throws what the list throws: nothing was told then, and the provider should say it again
   */
  async take(feedback: MailFeedback): Promise<void> {
    if (isUnwanted(feedback)) await this.#suppression?.suppress(feedback.recipient, {});
    this.#events.emit('feedback', feedback);
  }
}

function isUnwanted(feedback: MailFeedback): boolean {
  return feedback.type === 'complained' || (feedback.type === 'bounced' && feedback.permanent);
}

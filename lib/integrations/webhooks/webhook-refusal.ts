/** A request that is not taken. The sender learns the status only, the log of the application why. */
export class WebhookRefusal extends Error {
  override readonly name = 'WebhookRefusal';

  /**
   * @param status 400 for what cannot be read, 403 for what is not proven to come from the provider, 413 for too much
   * @param message continues "A request was refused: it …"
   */
  constructor(
    readonly status: 400 | 403 | 413,
    message: string,
  ) {
    super(message);
  }
}

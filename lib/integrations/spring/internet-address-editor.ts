import { IllegalArgumentException } from './illegal-use.js';
import { InternetAddress } from './internet-address.js';
import { whatHappened } from './mail.exception.js';
import { AddressException } from './messaging.exception.js';

/** Reads an address from a text, such as a setting: blank means none. */
export class InternetAddressEditor {
  #value: InternetAddress | null = null;

  /** @throws IllegalArgumentException when the text is neither blank nor one address */
  setAsText(text: string | null): void {
    try {
      this.#value = text === null || text.trim() === '' ? null : new InternetAddress(text.trim());
    } catch (error) {
      if (!(error instanceof AddressException)) throw error;
      throw new IllegalArgumentException(
        `Could not parse mail address: ${whatHappened(error)}`,
        error.advice,
        error,
      );
    }
  }

  /** The address that was read; an empty text when there is none. */
  getAsText(): string {
    return this.#value?.toString() ?? '';
  }

  getValue(): InternetAddress | null {
    return this.#value;
  }
}

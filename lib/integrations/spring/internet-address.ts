import { type MailAddress, MailParseError, parseAddress } from '../../index.js';
import { AddressException } from './messaging.exception.js';

/** One mailbox, checked when it is made: an address with the name that people see. */
export class InternetAddress {
  readonly #mailbox: MailAddress;

  /**
   * @param address `ann@example.org`, or `Ann <ann@example.org>` without `personal`
   * @throws AddressException when it is not exactly one address
   */
  constructor(address: string, personal?: string | null) {
    this.#mailbox = checked(address, personal, 'address');
  }

  /**
   * The address of a field of a message, which an error then names.
   * @throws AddressException when it is not exactly one address
   */
  static forField(
    field: string,
    address: InternetAddress | string,
    personal?: string | null,
  ): InternetAddress {
    if (address instanceof InternetAddress && personal === undefined) return address;
    const text = address instanceof InternetAddress ? address.getAddress() : address;
    const { name, address: parsed } = checked(text, personal, field);
    return new InternetAddress(parsed, name ?? null);
  }

  getAddress(): string {
    return this.#mailbox.address;
  }

  getPersonal(): string | null {
    return this.#mailbox.name ?? null;
  }

  /** Addresses are compared without case, as in Jakarta Mail; names are not compared. */
  equals(other: unknown): boolean {
    return (
      other instanceof InternetAddress && other.getAddress().toLowerCase() === this.getAddress().toLowerCase()
    );
  }

  toString(): string {
    const { name, address } = this.#mailbox;
    return name === undefined ? address : `${JSON.stringify(name)} <${address}>`;
  }

  /** The same mailbox in the words of the core. */
  toMailAddress(): MailAddress {
    return this.#mailbox;
  }
}

function checked(address: string, personal: string | null | undefined, field: string): MailAddress {
  try {
    return parseAddress(personal ? { name: personal, address } : address, field);
  } catch (error) {
    throw error instanceof MailParseError ? new AddressException(error) : error;
  }
}

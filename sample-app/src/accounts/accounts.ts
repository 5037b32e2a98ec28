import { Injectable } from '@nestjs/common';

export interface Account {
  readonly email: string;
  readonly name: string;
  /** As scrypt leaves it. */
  readonly passwordHash?: string;
}

/** A table of your database. Here it lives as long as the process. */
@Injectable()
export class Accounts {
  readonly #accounts = new Map<string, Account>();

  find(email: string): Account | undefined {
    return this.#accounts.get(email.toLowerCase());
  }

  save(account: Account): void {
    this.#accounts.set(account.email.toLowerCase(), account);
  }

  all(): Iterable<Account> {
    return this.#accounts.values();
  }
}

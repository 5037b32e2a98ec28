import { Injectable } from '@nestjs/common';
import { MailService } from 'nestjs-spring-mail';
import { createHash, randomBytes } from 'node:crypto';
import { type Account, Accounts } from '../accounts/accounts.js';
import { publicUrl } from '../address.js';
import { alreadySignedUpMail, confirmationMail } from './sign-up.mails.js';

interface Pending {
  readonly account: Account;
  readonly expiresAt: number;
}

const hoursToConfirm = 24;

/** Only the owner of the mail holds the token itself; what is stored is of no use to a thief. */
const fingerprint = (token: string) => createHash('sha256').update(token).digest('hex');

@Injectable()
export class SignUpService {
  // A table of your database. Here it lives as long as the process.
  readonly #pending = new Map<string, Pending>();

  constructor(
    private readonly accounts: Accounts,
    private readonly mailService: MailService,
  ) {}

  /** Sends the mail with the next step: the link to confirm, or the news that the account is there already. */
  async signUp(account: Account): Promise<void> {
    const known = this.accounts.find(account.email);
    await this.mailService.send(
      known === undefined
        ? confirmationMail(account, this.#linkFor(account), hoursToConfirm)
        : alreadySignedUpMail(known, publicUrl),
    );
  }

  /** The account a token confirms, or nothing. Twice is fine: mail scanners open links before people do. */
  confirm(token: string): Account | undefined {
    this.#forgetExpired();
    const account = this.#pending.get(fingerprint(token))?.account;
    if (account !== undefined && this.accounts.find(account.email) === undefined) this.accounts.save(account);
    return account;
  }

  #linkFor(account: Account): string {
    this.#forgetExpired();
    const token = randomBytes(32).toString('base64url');
    const expiresAt = Date.now() + hoursToConfirm * 3_600_000;
    this.#pending.set(fingerprint(token), { account, expiresAt });
    return new URL(`/sign-up/confirm?token=${token}`, publicUrl).href;
  }

  #forgetExpired(): void {
    for (const [key, { expiresAt }] of this.#pending) {
      if (expiresAt <= Date.now()) this.#pending.delete(key);
    }
  }
}

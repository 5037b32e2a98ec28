import { Injectable } from '@nestjs/common';
import { MailService } from 'nestjs-spring-mail';
import { randomBytes, randomInt, scryptSync } from 'node:crypto';
import { Accounts } from '../accounts/accounts.js';
import { codeMail } from './password-reset.mails.js';

interface Pending {
  readonly code: string;
  readonly expiresAt: number;
  /** So few that guessing a code of six digits is hopeless. */
  attemptsLeft: number;
}

const minutes = 10;
const attempts = 5;

@Injectable()
export class PasswordResetService {
  // A table of your database. Here it lives as long as the process.
  readonly #pending = new Map<string, Pending>();

  constructor(
    private readonly accounts: Accounts,
    private readonly mailService: MailService,
  ) {}

  /** Queues the mail: the answer takes as long for an address that has an account as for one that has none. */
  async request(email: string): Promise<void> {
    const account = this.accounts.find(email);
    if (account === undefined) return;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const expiresAt = Date.now() + minutes * 60_000;
    this.#pending.set(email.toLowerCase(), { code, expiresAt, attemptsLeft: attempts });
    await this.mailService.enqueue(codeMail(account, code, minutes));
  }

  /** Whether the code was right; then the password is the new one. */
  confirm(email: string, code: string, password: string): boolean {
    const account = this.accounts.find(email);
    if (account === undefined || !this.#isRight(email.toLowerCase(), code)) return false;
    const salt = randomBytes(16).toString('hex');
    this.accounts.save({
      ...account,
      passwordHash: `${salt}:${scryptSync(password, salt, 64).toString('hex')}`,
    });
    return true;
  }

  #isRight(key: string, code: string): boolean {
    const pending = this.#pending.get(key);
    if (pending === undefined || pending.expiresAt <= Date.now()) return false;
    const isRight = pending.code === code;
    pending.attemptsLeft -= 1;
    if (isRight || pending.attemptsLeft === 0) this.#pending.delete(key);
    return isRight;
  }
}

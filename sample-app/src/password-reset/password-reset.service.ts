import { Injectable } from '@nestjs/common';
import { MailService } from 'nestjs-spring-mail';
import { randomBytes, randomInt, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
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
const derive = promisify<string, string, number, Buffer>(scrypt);

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
    const { code, attemptsLeft } = this.#pendingFor(email.toLowerCase());
    if (attemptsLeft > 0) await this.mailService.enqueue(codeMail(account, code, minutes));
  }

  /** Whether the code was right; then the password is the new one. */
  async confirm(email: string, code: string, password: string): Promise<boolean> {
    const account = this.accounts.find(email);
    if (account === undefined || !this.#isRight(email.toLowerCase(), code)) return false;
    const salt = randomBytes(16).toString('hex');
    const key = await derive(password, salt, 64);
    this.accounts.save({ ...account, passwordHash: `${salt}:${key.toString('hex')}` });
    return true;
  }

  /** The same code until it expires: asking for another would give more attempts. */
  #pendingFor(key: string): Pending {
    const known = this.#pending.get(key);
    if (known !== undefined && known.expiresAt > Date.now()) return known;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const pending = { code, expiresAt: Date.now() + minutes * 60_000, attemptsLeft: attempts };
    this.#pending.set(key, pending);
    return pending;
  }

  #isRight(key: string, code: string): boolean {
    const pending = this.#pending.get(key);
    if (pending === undefined || pending.expiresAt <= Date.now() || pending.attemptsLeft === 0) return false;
    pending.attemptsLeft -= 1;
    if (pending.code !== code) return false;
    this.#pending.delete(key);
    return true;
  }
}

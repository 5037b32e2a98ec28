import type { MailMessage } from 'nestjs-spring-mail';
import type { Account } from '../accounts/accounts.js';

declare module 'nestjs-spring-mail' {
  interface MailTemplates {
    'password-reset/code': { readonly name: string; readonly code: string; readonly minutes: number };
  }
}

export function codeMail({ email, name }: Account, code: string, minutes: number): MailMessage {
  return { to: { name, address: email }, template: 'password-reset/code', context: { name, code, minutes } };
}

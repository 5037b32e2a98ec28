import type { MailMessage } from 'nestjs-spring-mail';
import type { Account } from '../accounts/accounts.js';

declare module 'nestjs-spring-mail' {
  interface MailTemplates {
    'sign-up/confirm': { readonly name: string; readonly link: string; readonly hours: number };
    'sign-up/already-signed-up': { readonly name: string; readonly link: string };
  }
}

export function confirmationMail({ email, name }: Account, link: string, hours: number): MailMessage {
  return { to: { name, address: email }, template: 'sign-up/confirm', context: { name, link, hours } };
}

export function alreadySignedUpMail({ email, name }: Account, link: string): MailMessage {
  return { to: { name, address: email }, template: 'sign-up/already-signed-up', context: { name, link } };
}

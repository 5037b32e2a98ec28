import type { MailMessage } from 'nestjs-spring-mail';
import type { Account } from './sign-up.service.js';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What a person typed must not become markup. */
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

const page = (content: string) =>
  `<div style="max-width: 32rem; margin: 0 auto; padding: 1.5rem; font: 16px/1.6 system-ui, sans-serif; color: #1f2430">${content}</div>`;

const button = (link: string, label: string) =>
  `<a href="${escapeHtml(link)}" style="display: inline-block; padding: 0.7rem 1.4rem; border-radius: 0.5rem; background: #2f6b3c; color: #fff; text-decoration: none">${label}</a>`;

export function confirmationMail({ email, name }: Account, link: string, hours: number): MailMessage {
  return {
    to: { name, address: email },
    subject: 'Please confirm your address',
    text: [
      `Hello ${name},`,
      `please confirm that this address is yours:\n${link}`,
      `The link works for ${hours} hours. If it was not you who signed up, ignore this mail.`,
    ].join('\n\n'),
    html: page(
      `<p>Hello ${escapeHtml(name)},</p><p>please confirm that this address is yours:</p>` +
        `<p>${button(link, 'Confirm my address')}</p>` +
        `<p>The link works for ${hours} hours. If it was not you who signed up, ignore this mail.</p>`,
    ),
  };
}

export function alreadySignedUpMail({ email, name }: Account, link: string): MailMessage {
  return {
    to: { name, address: email },
    subject: 'You already have an account',
    text: [
      `Hello ${name},`,
      `someone, probably you, signed up with this address, which has an account already:\n${link}`,
      'If it was not you, ignore this mail.',
    ].join('\n\n'),
    html: page(
      `<p>Hello ${escapeHtml(name)},</p>` +
        '<p>someone, probably you, signed up with this address, which has an account already.</p>' +
        `<p>${button(link, 'Open the sample app')}</p><p>If it was not you, ignore this mail.</p>`,
    ),
  };
}

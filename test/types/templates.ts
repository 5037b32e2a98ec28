// Compiled on its own by test/package/types.spec.ts, since it declares templates and locales for the whole program.
import type { MailMessage, MailService, PerLocale } from 'nestjs-spring-mail';
import type { PreviewSamples } from 'nestjs-spring-mail/preview';

declare module 'nestjs-spring-mail' {
  interface MailTemplates {
    welcome: { readonly name: string; readonly link: string };
    digest: { readonly items: readonly string[] };
  }
  interface MailLocales {
    en: true;
    ko: true;
  }
}

declare const mail: MailService;
const to = 'ann@example.org';

export const fine: readonly MailMessage[] = [
  { to, subject: 'Hi', text: 'x' },
  { to, template: 'welcome', context: { name: 'Ann', link: 'https://example.org' }, locale: 'ko' },
  { to, template: 'digest', context: { items: ['a'] }, subject: 'Mine' },
];

export const subjects: PerLocale<string> = { en: 'Welcome', ko: '환영합니다' };

export const samples: PreviewSamples = {
  welcome: { name: 'Ann', link: '' },
  digest: [{ title: 'empty', context: { items: [] } }],
};

// @ts-expect-error the sample lacks link
export const lacking: PreviewSamples = { welcome: { name: 'Ann' } };
// @ts-expect-error a template of that name is not declared
export const unknown: PreviewSamples = { wellcome: { name: 'Ann', link: '' } };

export async function wrong(): Promise<void> {
  // @ts-expect-error a template of that name is not declared
  await mail.send({ to, template: 'wellcome', context: { name: 'Ann', link: '' } });
  // @ts-expect-error the context lacks link
  await mail.send({ to, template: 'welcome', context: { name: 'Ann' } });
  // @ts-expect-error the context is that of another template
  await mail.send({ to, template: 'welcome', context: { items: [] } });
  // @ts-expect-error the context is missing
  await mail.send({ to, template: 'digest' });
  // @ts-expect-error a context without a template
  await mail.send({ to, text: 'x', context: { items: [] } });
  // @ts-expect-error a locale that mails are not written in
  await mail.send({ to, template: 'digest', context: { items: [] }, locale: 'fr' });
  // @ts-expect-error Korean is missing
  const texts: PerLocale<string> = { en: 'Welcome' };
  void texts;
}

import { describe, expect, it } from '@jest/globals';
import type { MailerConfig } from '../../lib/config/mailer-config.js';
import { presetOfHost } from '../../lib/config/find-preset.js';
import { blocksOf, type DocsBlock } from '../support/docs-code.js';
import { settingsOf } from '../support/docs-settings.js';

/** The mailer of `spring.mail` that a block configures, as an application gets it. */
function mailerOf(block: DocsBlock): MailerConfig {
  const mailer = settingsOf(block).mailers.get('default');
  if (mailer === undefined) throw new Error(`${block.place} configures no mailer.`);
  return mailer;
}

const yaml = blocksOf('docs/recipes.md').filter(({ language }) => language === 'yaml');
const mailers = yaml.map(mailerOf);

describe('the recipes', () => {
  it('reach each provider at its host, by a port and a security that it has', () => {
    const ofProviders = mailers.flatMap(({ host, port, security }) => {
      const preset = presetOfHost(host);
      return preset === undefined ? [] : [{ host, way: { port, security }, ways: preset.ports }];
    });
    for (const { way, ways } of ofProviders) expect(ways).toContainEqual(way);
    expect(ofProviders.map(({ host }) => host)).toEqual([
      'smtp.gmail.com',
      'smtp.gmail.com',
      'smtp.naver.com',
      'smtp.daum.net',
      'smtp.kakao.com',
      'smtp.office365.com',
      'email-smtp.ap-northeast-2.amazonaws.com',
      'smtp.sendgrid.net',
    ]);
  });

  it('of servers of your own use the three ports as they are meant', () => {
    const own = mailers.filter(({ host }) => presetOfHost(host) === undefined);
    expect(own.map(({ host, port, security }) => [host, port, security])).toEqual([
      ['localhost', 25, 'none'],
      ['mail.example.org', 587, 'starttls'],
      ['james.example.org', 465, 'implicit-tls'],
      ['localhost', 1025, 'none'],
      ['mailpit', 1025, 'none'],
      ['smtp.example.org', 587, 'starttls'],
    ]);
  });

  it('say who sends, where they are a whole file', () => {
    const whole = yaml.filter(({ code }) => code.startsWith('spring:'));
    expect(whole.length).toBeGreaterThan(8);
    expect(whole.filter((block) => mailerOf(block).defaults.from === undefined)).toEqual([]);
  });

  it('sign in by tokens where they say so', () => {
    const byTokens = mailers.filter(({ credentials }) => credentials?.oauth2 !== undefined);
    expect(byTokens.map(({ host, credentials }) => [host, credentials?.oauth2?.grant])).toEqual([
      ['smtp.gmail.com', 'refresh_token'],
      ['smtp.office365.com', 'client_credentials'],
    ]);
  });
});

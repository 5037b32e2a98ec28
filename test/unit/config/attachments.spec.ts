import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { MailSettings } from '../../../lib/config/mail-settings.js';
import type { MailerOptions } from '../../../lib/config/mailer-options.js';
import type { AttachmentsConfig } from '../../../lib/config/mailer-config.js';
import { resolveMailConfig } from '../../../lib/config/resolve-mail-config.js';
import { faultsOf } from '../../support/faults.js';

type Attachments = NonNullable<MailSettings['attachments']>;
const server: MailerOptions = { host: 'localhost' };

function read(attachments: Attachments): AttachmentsConfig {
  return resolveMailConfig({ ...server, attachments }).attachments;
}

describe('nest.mail.attachments', () => {
  it('allows no path and no host by itself', () => {
    expect(resolveMailConfig(server).attachments).toEqual({
      roots: [],
      origins: [],
      networks: [],
      maxSize: 26_214_400,
      timeout: 30_000,
    });
  });

  it('names folders, and hosts with what they may be asked by', () => {
    const hosts = [
      'CDN.example.org',
      'http://files.internal:8080',
      '10.1.0.0/16',
      '192.168.0.7',
      'fd00::/8',
      '한국.kr:8443',
    ];
    expect(read({ roots: ['reports', '/var/files'], hosts, maxSize: '1GB', timeout: '5s' })).toEqual({
      roots: [resolve('reports'), '/var/files'],
      origins: [
        'https://cdn.example.org',
        'http://files.internal:8080',
        'https://192.168.0.7',
        'https://xn--3e0b707e.kr:8443',
      ],
      networks: ['10.1.0.0/16', '192.168.0.7', 'fd00::/8'],
      maxSize: 2 ** 30,
      timeout: 5000,
    });
  });

  it.each<[string, Attachments]>([
    ['a path behind a host', { hosts: ['cdn.example.org/images'] }],
    ['a host for everything', { hosts: ['*'] }],
    ['a scheme that fetches nothing', { hosts: ['ftp://cdn.example.org'] }],
    ['credentials', { hosts: ['https://ann:secret@cdn.example.org'] }],
    ['an empty host', { hosts: [' '] }],
    ['an empty folder', { roots: [''] }],
    ['a size of nothing', { maxSize: '0' }],
    ['a size without end', { maxSize: 'unlimited' }],
  ])('refuses %s', (_, attachments) => {
    const faults = faultsOf(() => read(attachments));
    expect(faults).toMatchObject([{ key: expect.stringContaining('attachments') }]);
    expect(JSON.stringify(faults)).not.toContain('secret');
  });
});

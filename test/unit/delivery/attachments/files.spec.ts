import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadAttachments } from '../../../../lib/delivery/attachments/load-attachments.js';
import { MailParseError } from '../../../../lib/errors/mail-parse.error.js';
import { MailPreparationError } from '../../../../lib/errors/mail-preparation.error.js';
import { isContentSource } from '../../../../lib/message/compose/content-source.js';
import type { Mail } from '../../../../lib/message/mail.js';
import type { MailMessage } from '../../../../lib/message/message.js';
import { prepareMail } from '../../../../lib/message/prepare-mail.js';
import { rejection } from '../../../support/with-server.js';

const message = { from: 'a@good.test', to: 'b@good.test', subject: 'Hi', text: '👋' } satisfies MailMessage;
const limits = { origins: [], networks: [], maxSize: 5_000_000, timeout: 5000 };

describe('files by path', () => {
  let folder: string;
  let allowed: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-')));
    allowed = join(folder, 'allowed');
    mkdirSync(join(allowed, 'sub'), { recursive: true });
    writeFileSync(join(allowed, 'a.txt'), 'inside');
    writeFileSync(join(allowed, 'sub', 'b.txt'), 'below');
    writeFileSync(join(allowed, '..name.txt'), 'odd name');
    writeFileSync(join(allowed, 'large.bin'), Buffer.alloc(3_000_000, 7));
    writeFileSync(join(folder, 'secret.txt'), 'outside');
    mkdirSync(join(folder, 'allowed-not'));
    writeFileSync(join(folder, 'allowed-not', 'c.txt'), 'a name that begins alike');
    symlinkSync(join(folder, 'secret.txt'), join(allowed, 'link.txt'));
    symlinkSync(folder, join(allowed, 'up'));
    symlinkSync(join(allowed, 'a.txt'), join(allowed, 'inner-link.txt'));
    symlinkSync(allowed, join(folder, 'linked-root'));
    execFileSync('mkfifo', [join(allowed, 'pipe')]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function load(path: string, roots = [allowed]): Promise<Mail> {
    const mail = prepareMail({ ...message, attachments: [{ path }] });
    return loadAttachments({ ...limits, roots })(mail);
  }

  async function textOf(path: string, roots?: string[]): Promise<string> {
    const content = (await load(path, roots)).attachments[0]?.content;
    return Buffer.isBuffer(content) ? content.toString() : '';
  }

  it('are read below the allowed folders, by relative and absolute paths and by links that stay inside', async () => {
    expect(await textOf('a.txt')).toBe('inside');
    expect(await textOf('sub/../sub/b.txt')).toBe('below');
    expect(await textOf(join(allowed, 'a.txt'))).toBe('inside');
    expect(await textOf('inner-link.txt')).toBe('inside');
    expect(await textOf('..name.txt')).toBe('odd name');
    expect(await textOf('b.txt', [allowed, join(allowed, 'sub')])).toBe('below');
    expect(await textOf('a.txt', [join(folder, 'linked-root')])).toBe('inside');
    expect(await textOf(join(allowed, 'a.txt'), [join(folder, 'linked-root')])).toBe('inside');
  });

  it.each([
    '../secret.txt',
    'sub/../../secret.txt',
    '/etc/passwd',
    '/no/such/file',
    '../allowed-not/c.txt',
    'link.txt',
    'up/secret.txt',
    '.',
    '..',
  ])('are refused outside of them: %s', async (path) => {
    const error = await rejection(load(path));
    expect(error).toBeInstanceOf(MailParseError);
    expect(error).toMatchObject({ field: 'attachments[0].path' });
    expect((error as Error).message).toContain('nest.mail.attachments.roots');
  });

  it('are refused altogether unless folders are allowed', async () => {
    await expect(load('a.txt', [])).rejects.toThrow(/no folder is allowed/u);
    await expect(load(join(allowed, 'a.txt'), [])).rejects.toThrow(MailParseError);
  });

  it.each([
    ['gone.txt', /attachments\[0\]\.path names cannot be read \(ENOENT\)/u],
    ['sub', /attachments\[0\]\.path names is no file/u],
    ['pipe', /attachments\[0\]\.path names is no file/u],
  ])('that are no files stop the mail: %s', async (path, problem) => {
    const error = await rejection(load(path));
    expect(error).toBeInstanceOf(MailPreparationError);
    expect((error as Error).message).toMatch(problem);
  });

  it('are counted together with what is at hand', async () => {
    const content = Buffer.alloc(2_500_000);
    const step = loadAttachments({ ...limits, roots: [allowed] });
    const attachments = [{ filename: 'x', content }, { path: 'large.bin' }];
    const both = Promise.resolve(step(prepareMail({ ...message, attachments })));
    await expect(both).rejects.toThrow(/attachments\[1\]\.path its files are larger[^]*max-size/u);
    const alone = { ...message, attachments: [{ filename: 'x', content: Buffer.alloc(5_000_001) }] };
    expect(() => step(prepareMail(alone))).toThrow(/attachments\[0\] its files are larger/u);
  });

  it('that are large stay where they are until the mail is sent, and are not sent when they changed', async () => {
    const path = join(allowed, 'changing.bin');
    writeFileSync(path, Buffer.alloc(2_000_000, 1));
    const content = (await load('changing.bin')).attachments[0]?.content;
    if (
      typeof content !== 'object' ||
      Buffer.isBuffer(content) ||
      !('open' in content) ||
      !isContentSource(content)
    )
      throw new Error('The file was read.');
    expect(content.size).toBe(2_000_000);
    let read = 0;
    for await (const piece of content.open()) read += piece.length;
    for await (const piece of content.open()) read += piece.length;
    expect(read).toBe(4_000_000);
    writeFileSync(path, Buffer.alloc(2_000_001, 2));
    await expect(content.open()[Symbol.asyncIterator]().next()).rejects.toThrow(/changed while it was sent/u);
  });

  it('leave a mail without files to load as it is, at once', () => {
    const mail = prepareMail({ ...message, attachments: [{ filename: 'a', content: 'x' }] });
    expect(loadAttachments({ ...limits, roots: [] })(mail)).toBe(mail);
  });
});

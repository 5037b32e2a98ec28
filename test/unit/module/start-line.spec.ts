import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { MailModule } from '../../../lib/module/mail.module.js';
import { startLine } from '../../../lib/module/start-line.js';

const FREE = { dryRun: false };
const SHOP = { name: 'default', location: 'mail.shop.example:587' };

describe('the line in the log of a start', () => {
  it('names the mail server', () => {
    expect(startLine([SHOP], FREE)).toBe('Mail goes out by mail.shop.example:587.');
  });

  it('is written once, by the service', async () => {
    const lines: unknown[] = [];
    const note = (text: unknown): unknown => lines.push(text);
    const app = await Test.createTestingModule({
      imports: [MailModule.forRoot({ host: 'localhost', port: 2525 })],
    })
      .setLogger({ log: note, warn: note, error: note })
      .compile();
    await app.init();
    await app.close();
    expect(lines.filter((line) => String(line).includes('Mail goes out'))).toEqual([
      'Mail goes out by localhost:2525.',
    ]);
  });

  it('names other mailers with their servers, but not hundreds', () => {
    const billing = { name: 'billing', location: undefined };
    expect(startLine([SHOP, billing], FREE)).toBe(
      'Mail goes out by mail.shop.example:587, a transport of its own (billing).',
    );
    const many = Array.from({ length: 100 }, (_, at) => ({ name: `m${at}`, location: 'x.example' }));
    expect(startLine([SHOP, ...many], FREE)).toMatch(/x\.example \(m3\) and 96 more\.$/u);
  });

  it('says that nothing is sent, and never whom mail is kept from or led to', () => {
    expect(startLine([SHOP], { dryRun: true })).toBe('No mail is sent: nest.mail.dry-run is true.');
    const kept = startLine([SHOP], {
      dryRun: false,
      allowed: ['ann@a.example'],
      redirectTo: 'dev@a.example',
    });
    expect(kept).toContain('nest.mail.allowed-recipients');
    expect(kept).toContain('nest.mail.redirect-to');
    expect(kept).not.toContain('@');
  });
});

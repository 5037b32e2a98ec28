import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { type Application, startApplication } from './application.js';

const order = { email: 'ada@example.org', name: 'Ada', notebooks: 2, pens: '1' };

describe('an order', () => {
  let app: Application;
  beforeEach(async () => {
    app = await startApplication();
  });
  afterEach(() => app.close());

  it('sends a receipt that lists what was bought', async () => {
    const answer = await app.post('/orders', order);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ receipt: { accepted: ['ada@example.org'] } });
    const { subject, text, html } = await app.mailbox.waitFor({ to: 'ada@example.org' });
    expect(subject).toBe('Receipt 2026-0001');
    expect(text).toContain('Notebook | 2 | 15.00 €\nPen | 1 | 2.00 €\nTotal |  | 17.00 €');
    expect(html).toMatch(/<td[^>]*>Notebook<\/td>/);
  });

  it('attaches it as a PDF', async () => {
    await app.post('/orders', { ...order, name: 'Ada (the first) \\' });
    const { attachments } = await app.mailbox.waitFor({ to: 'ada@example.org' });
    const pdf = attachments.find(({ isInline }) => !isInline);
    expect(pdf).toMatchObject({ filename: 'receipt-2026-0001.pdf', contentType: 'application/pdf' });
    const content = Buffer.from(pdf?.content ?? []).toString('latin1');
    expect(content).toMatch(/^%PDF-1\.4\n[^]*\(Total: 17\.00 EUR\)[^]*%%EOF\n$/);
    const start = Number(/startxref\n(\d+)\n/.exec(content)?.[1]);
    expect(content.slice(start)).toMatch(/^xref\n/);
  });

  it('shows the logo that the mail brings along', async () => {
    await app.post('/orders', order);
    const { attachments, html } = await app.mailbox.waitFor({ to: 'ada@example.org' });
    const logo = attachments.find(({ cid }) => cid === 'logo');
    expect(html).toContain('<img src="cid:logo" alt="Sample Shop"');
    expect(Buffer.from(logo?.content ?? [])).toEqual(await readFile('sample-app/src/receipt/logo.png'));
  });

  it('of nothing is none', async () => {
    const answer = await app.post('/orders', { ...order, notebooks: 0, pens: 0 });
    expect(answer.status).toBe(400);
    expect(app.mailbox).not.toHaveSentMailTo('ada@example.org');
  });

  it('answers 503 when the mail server does not take the receipt for now', async () => {
    app.mailbox.failNext('451 4.3.0 Try again later');
    const answer = await app.post('/orders', order);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'MAIL_SEND' });
  });
});

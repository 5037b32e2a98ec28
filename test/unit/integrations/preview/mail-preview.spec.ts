import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { CaughtMails } from '../../../../lib/integrations/preview/caught-mails.js';
import { MailPreview } from '../../../../lib/integrations/preview/mail-preview.js';
import { listen } from '../../../support/sample-app.js';

it('tells an open page nothing more once it is closed, though mails arrive', async () => {
  const mails = new CaughtMails(5);
  const preview = new MailPreview({ mails, templates: undefined, about: '' }, () => undefined);
  const errors: unknown[] = [];
  const server = createServer((request, response) => {
    response.on('error', (error) => errors.push(error));
    void preview.answer(request, response, request.url ?? '', '');
  });
  const port = await listen(server);
  const [page] = await once(get({ port, host: '127.0.0.1', path: '/mails/events' }), 'response');
  preview.close();
  await mails.receive(Buffer.from('Subject: late\r\n\r\nx'), { from: '', to: ['ann@example.org'] });
  expect([await text(page), errors]).toEqual(['', []]);
  server.close();
});

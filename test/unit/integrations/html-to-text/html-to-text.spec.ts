import { describe, expect, it } from '@jest/globals';
import { Preparation } from '../../../../lib/delivery/preparation.js';
import { withTextFromHtml } from '../../../../lib/delivery/text-from-html.js';
import { htmlToText } from '../../../../lib/integrations/html-to-text/index.js';
import type { Mail } from '../../../../lib/message/mail.js';
import type { MailMessage } from '../../../../lib/message/message.js';

const addresses = { from: 'a@example.test', to: 'b@example.test' };

async function prepared(message: MailMessage): Promise<Mail> {
  return new Preparation({}, { beforeCheck: [withTextFromHtml(htmlToText())] }).prepare({
    ...addresses,
    ...message,
  });
}

describe('the text of a message that has only HTML', () => {
  it('reads as the HTML does', () => {
    const html = `<!doctype html><html><head><title>x</title><style>p { color: red }</style></head><body>
      <div style="color: red; display:none">shown by inboxes</div>
      <h1>환영합니다, Ann</h1>
      <p>Please <a href="https://x.test/confirm?token=abc&amp;n=1">confirm</a>, or see <a href="https://x.test">https://x.test</a>.</p>
      <script>alert(1)</script><img src="cid:logo" alt="logo">
      <table><tr><td>Order</td><td>42</td></tr><tr><td>Total</td><td>10 €</td></tr></table>
      <ul><li>one</li><li>two</li></ul></body></html>`;
    expect(htmlToText()(html)).toBe(
      [
        '환영합니다, Ann',
        '',
        'Please confirm (https://x.test/confirm?token=abc&n=1), or see https://x.test.',
        '',
        'Order 42',
        'Total 10 €',
        '',
        ' * one',
        ' * two',
      ].join('\n'),
    );
  });

  it('is made, and the HTML stays as it is', async () => {
    const mail = await prepared({ html: '<p>Hello</p>' });
    expect([mail.text, mail.html]).toEqual(['Hello', '<p>Hello</p>']);
  });

  it('is left alone where there is one, also an empty one', async () => {
    expect((await prepared({ html: '<p>Hello</p>', text: 'Hi' })).text).toBe('Hi');
    expect((await prepared({ html: '<p>Hello</p>', text: '' })).text).toBe('');
    expect((await prepared({ text: 'Hi' })).text).toBe('Hi');
  });

  it('may be made by a converter that takes its time', async () => {
    const step = withTextFromHtml(async (html) => `text of ${html}`);
    expect(await step({ html: '<p>' })).toEqual({ html: '<p>', text: 'text of <p>' });
  });

  it('follows rules for single elements', () => {
    const convert = htmlToText({ wordwrap: false, selectors: [{ selector: '.footer', format: 'skip' }] });
    expect(convert(`<p>${'word '.repeat(40)}</p><p class="footer">Imprint</p>`)).toBe(
      'word '.repeat(40).trim(),
    );
  });

  it('does not end the process for HTML of any depth', () => {
    expect(htmlToText()(`${'<div>'.repeat(20_000)}deep`)).toBe('…');
  });
});

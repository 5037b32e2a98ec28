import { randomBytes } from 'node:crypto';

/** What each kind of mail holds beside its text; made once, as an application would. */
const attachment = {
  filename: 'invoice.pdf',
  contentType: 'application/pdf',
  content: randomBytes(1_000_000),
};
const everyone = Array.from({ length: 500 }, (_, index) => `user${index}@example.test`);

const paragraph =
  'Thank you for your order – it was handed to the courier this morning and reaches you in two or three days.';
const rows = Array.from(
  { length: 14 },
  (_, index) => `<tr style="border-bottom: 1px solid #ddd"><td>Article № ${index + 1}</td><td>1 piece</td>
<td style="text-align: right">${index + 10},90 €</td></tr>`,
);
export const text = `Dear NAME,\n\n${`${paragraph}\n\n`.repeat(8)}Kind regards\nYour shop\n`;
export const html = `<!doctype html>
<html><body><h1>Dear NAME</h1>
${`<p style="margin: 0 0 16px; font: 15px/24px sans-serif">${paragraph}</p>\n`.repeat(8)}<table width="100%">
${rows.join('\n')}
</table></body></html>\n`;

/** The `kind` of message with this number: text of 0.93 KB and HTML of 3.2 KB, of which no two are the same. */
export function message(kind, index) {
  const name = `Customer ${index}`;
  return {
    from: { name: 'The Shop', address: 'shop@example.test' },
    to: kind === 'recipients' ? everyone : { name, address: `user${index}@example.test` },
    subject: `Your order ${100_000 + index} – confirmation`,
    text: text.replace('NAME', name),
    html: html.replace('NAME', name),
    ...(kind === 'attachment' && { attachments: [attachment] }),
  };
}

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

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

/** What each `kind` of message holds that another does not. */
const kinds = {
  small: (name) => ({ text: text.replace('NAME', name), html: html.replace('NAME', name) }),
  tiny: (name) => ({ text: `Dear ${name}, your order is on its way.\n` }),
  attachment: (name) => ({ ...kinds.small(name), attachments: [attachment] }),
  recipients: (name) => ({ ...kinds.small(name), to: everyone }),
  file: (name, { file }) => ({ ...kinds.tiny(name), attachments: [{ filename: 'scan.bin', path: file }] }),
  buffer: (name, { file }) => ({
    ...kinds.tiny(name),
    attachments: [{ filename: 'scan.bin', content: readFileSync(file) }],
  }),
};

/** The message with this number, unlike every other one; `small` is text of 0.93 KB and HTML of 3.2 KB. */
export function message(task, index) {
  const name = `Customer ${index}`;
  return {
    from: { name: 'The Shop', address: 'shop@example.test' },
    to: { name, address: `user${index}@example.test` },
    subject: `Your order ${100_000 + index} – confirmation`,
    ...kinds[task.kind](name, task),
  };
}

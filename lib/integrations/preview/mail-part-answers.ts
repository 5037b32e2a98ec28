import { type Answer, download } from './answer.js';
import type { CaughtMail } from './caught-mail.js';
import { htmlOf, htmlPolicy } from './mail-html.js';
import { partsOf } from './mail-parts.js';

/** What a request says about a part besides its name. */
interface Reading {
  readonly index: number;
  readonly query: URLSearchParams;
}

/** Parts of a mail that have an address of their own. */
export const PART_ANSWERS = new Map<
  string,
  (mail: CaughtMail, reading: Reading) => Promise<Answer | undefined>
>([
  ['html', htmlAnswer],
  ['source', source],
  ['file', wholeMail],
  ['attachments', attachment],
]);

function source({ raw }: CaughtMail): Promise<Answer> {
  return Promise.resolve({ headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: raw });
}

/** For a mail program. */
function wholeMail({ raw, summary }: CaughtMail): Promise<Answer> {
  return Promise.resolve(download(`${summary.subject.slice(0, 60) || 'mail'}.eml`, raw));
}

async function htmlAnswer(mail: CaughtMail, { query }: Reading): Promise<Answer> {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': htmlPolicy(query.get('images') === 'remote'),
  };
  return { headers, body: htmlOf(await partsOf(mail.raw)) };
}

async function attachment(mail: CaughtMail, { index }: Reading): Promise<Answer | undefined> {
  const file = (await partsOf(mail.raw)).files[index];
  return file && download(file.filename, file.content);
}

import * as fc from 'fast-check';
import type { AddressInput } from '../../lib/message/address.js';
import type { MailMessage } from '../../lib/message/message.js';
import { plainName, validAddress } from './address-grammar.js';
import { hardBytes, hardText } from './arbitrary-mail.js';

/** What people with bad intent, and broken programs, put into texts. */
const injection = fc.constantFrom(
  '\r\nBcc: evil@evil.test',
  '\nX-Evil: 1',
  '\r\n\r\n<script>',
  '\r\n.\r\nMAIL FROM:<evil@evil.test>\r\n',
  '\n.\n',
  '\r.\r',
  '=?utf-8?q?=0d=0aBcc:=20evil=40evil.test?=',
  '=?utf-8?B?YQ==?=',
  '>\r\nRCPT TO:<evil@evil.test',
  ', evil@evil.test',
  '<evil@evil.test>',
  '"; filename="evil.exe',
  '"\\',
  '--_NmP-boundary',
  '../../etc/passwd',
  '\u202egpj.exe',
  '\0',
  '\u2028',
  '\ud83d',
  '\u200b',
  '(c)',
);

const shortText = hardText.map((text) => text.slice(0, 300));
const oneLine = shortText.map((text) => text.replaceAll(/[^\P{Cc}\t]|[\u2028\u2029]/gu, ' '));
const hostileText = fc.tuple(shortText, injection, shortText).map((parts) => parts.join(''));
/** A body may hold anything. */
const body = fc.oneof({ weight: 6, arbitrary: hardText }, { weight: 2, arbitrary: hostileText });

const name = oneLine.map((text) => text.replaceAll(/\p{Cc}|\p{Cs}/gu, ' '));
const typed = validAddress.map((address) => address.typed);
const mailbox = fc.oneof(
  { weight: 4, arbitrary: typed },
  { weight: 2, arbitrary: fc.tuple(plainName, typed).map(([before, address]) => `${before} <${address}>`) },
  { weight: 4, arbitrary: fc.record({ name, address: typed }) },
);
const hostileMailbox = fc.oneof(
  fc.tuple(typed, injection).map(([address, more]) => address + more),
  fc.tuple(validAddress, injection).map(([{ local, domain }, more]) => `${local}${more}@${domain}`),
  fc.record({ name: hostileText, address: typed }),
  hostileText,
);

const content = fc.oneof(hardBytes, shortText);
const contentType = fc.constantFrom('application/pdf', 'text/plain', 'image/png', 'application/octet-stream');
const cid = fc.string({
  unit: fc.constantFrom('a', 'B', '7', '.', '-', '_', '@', '+', '$'),
  minLength: 1,
  maxLength: 40,
});
const id = fc
  .tuple(fc.stringMatching(/^[a-z0-9.+$-]{1,40}$/u), fc.stringMatching(/^[a-z0-9-]{1,20}$/u))
  .map(([left, right]) => `<${left}@${right}.test>`);
const headerName = fc.stringMatching(/^X-[A-Za-z][A-Za-z0-9-]{0,20}$/u);
const extension = fc.constantFrom('.pdf', '.txt', '.png', '.한글');

/** Without what looks like encoded words, which callers may write into headers of their own. */
function unencoded(text: string): string {
  return text.replaceAll('=?', '= ?');
}

/** @param one a mailbox, @param line a text that should stay on one line */
function messages(one: fc.Arbitrary<AddressInput>, line: fc.Arbitrary<string>): fc.Arbitrary<MailMessage> {
  const several = fc.oneof(one, fc.array(one, { maxLength: 4 }));
  const filename = fc
    .tuple(line, extension)
    // postal-mime decodes words also where RFC 2231 has none.
    .map(([start, end]) => unencoded(start.slice(0, 200) + end));
  const file = fc.record({ filename, content, contentType }, { requiredKeys: ['filename', 'content'] });
  // What programs show by `cid:`; a text they would show below the mail.
  const picture = fc.record({
    cid,
    content,
    filename,
    contentType: fc.constantFrom('image/png', 'image/gif'),
  });
  return fc.record(
    {
      from: one,
      sender: one,
      to: several,
      cc: several,
      bcc: several,
      replyTo: several,
      subject: line,
      text: body,
      html: body,
      headers: fc.dictionary(headerName, line.map(unencoded), { maxKeys: 3 }),
      attachments: fc.array(file, { maxLength: 3 }),
      inline: fc.array(picture, { maxLength: 2 }),
      priority: fc.constantFrom('high', 'normal', 'low'),
      messageId: id,
      inReplyTo: id,
      references: fc.array(id, { maxLength: 30 }),
    },
    { requiredKeys: ['from', 'to', 'text', 'messageId'] },
  );
}

/** Messages whose parts are odd; in every third one a part may be hostile. */
export const arbitraryMessage = fc.oneof(
  { weight: 2, arbitrary: messages(mailbox, oneLine) },
  {
    weight: 1,
    arbitrary: messages(
      fc.oneof({ weight: 15, arbitrary: mailbox }, { weight: 1, arbitrary: hostileMailbox }),
      fc.oneof({ weight: 8, arbitrary: oneLine }, { weight: 1, arbitrary: hostileText }),
    ),
  },
);

import * as fc from 'fast-check';
import type {
  ComposeAttachment,
  ComposeHeader,
  ComposeInput,
  ComposeMailbox,
} from '../../lib/message/compose/compose-input.js';

/** One of the strings that stand between blanks. */
function oneOf(list: string): fc.Arbitrary<string> {
  return fc.constantFrom(...list.split(' '));
}

const letter = oneOf(
  'a b c d e f g h i j k l m n o p q r s t u v w x y z A B C D E F G H I J K L M N O P Q R S T U V W X Y Z',
);
const ascii = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const foreign = oneOf(
  'ä ö ü ß é ñ ø ł ž ç à Å e\u0301 한 글 메 일 안 녕 日 本 語 中 文 к и р и л и ц а ع ر ب ي ע ב ר י ת ๏ ไ ท ย 🎉 😀 👨‍👩‍👧 🇰🇷',
);
const odd = fc.oneof(
  oneOf('. = =? ?= =3D " \\ , ; ( ) < > @ : \' * % -- =?UTF-8?Q?a_b?= =?utf-8?B?YQ==?= =?x?q?y?='),
  fc.constantFrom('\r', '\n', '\r\n', '\n\n', '\n.', '\r\n.\r\n', '\n--', '\t', ' ', '  '),
  fc.constantFrom('\0', '\v', '\f', '\x1b', '\x7f', '\x85', '\xa0', '\u2028', '\ufeff', '\ud83d', '\ude00'),
);
const word = fc.string({ unit: letter, minLength: 1, maxLength: 12 });
const longWord = fc
  .integer({ min: 60, max: 90 })
  .chain((length) => fc.string({ unit: letter, minLength: length, maxLength: length }));
const foreignWord = fc.string({ unit: foreign, minLength: 1, maxLength: 12 });
const noise = fc.string({ unit: fc.oneof(letter, ascii, foreign, odd), maxLength: 20 });

/** Texts of words in many scripts and of everything that has ever been hard in a mail. */
function textOf(maxPieces: number): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: word },
    { weight: 3, arbitrary: foreignWord },
    { weight: 2, arbitrary: noise },
    { weight: 1, arbitrary: longWord },
    { weight: 2, arbitrary: odd },
  );
  const separator = fc.constantFrom('', ' ', ' ', ' ', '\n', '\r\n', ', ', '. ', '\t');
  const mixed = fc.array(fc.tuple(piece, separator), { maxLength: maxPieces, size: 'max' });
  const plain = fc.array(fc.tuple(word, fc.constantFrom(' ', ' ', '\n', '\r\n')), {
    maxLength: maxPieces,
    size: 'max',
  });
  return fc
    .oneof({ weight: 4, arbitrary: mixed }, { weight: 1, arbitrary: plain })
    .map((pieces) => pieces.flat().join(''));
}

/** Texts of one kind of character and exact length, so that lines end at every position. */
const ruler = fc
  .tuple(
    fc.constantFrom('a', 'ä', '한', '😀', 'a ', '=', '1', 'a.', 'é b'),
    fc.integer({ min: 0, max: 130 }),
    fc.constantFrom('', 'x', ' ', '.', '\n'),
  )
  .map(([unit, count, end]) => unit.repeat(count) + end);

/** Texts around the 64 KiB after which nodemailer encodes the next slice. */
const big = fc
  .tuple(
    textOf(40),
    fc.constantFrom('a', 'ä', '한', 'word ', 'word\n', ' '),
    fc.integer({ min: 65_400, max: 65_700 }),
    textOf(40),
  )
  .map(([start, unit, bytes, end]) => start + unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit))) + end);

/** Texts of every length that counts. */
export const hardText = fc.oneof(
  { weight: 30, arbitrary: textOf(60) },
  { weight: 9, arbitrary: ruler },
  { weight: 6, arbitrary: fc.tuple(ruler, textOf(20)).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: big },
);

const line = fc.oneof(
  { weight: 3, arbitrary: textOf(12) },
  { weight: 2, arbitrary: ruler },
  { weight: 2, arbitrary: noise },
);

const localPart = fc.oneof({ weight: 4, arbitrary: word }, foreignWord, oneOf("a.b o'neil x+y _"));
const domain = fc.oneof(
  { weight: 3, arbitrary: word.map((label) => `${label}.test`) },
  oneOf(
    '한국.kr bücher.example xn--bcher-kva.example EXAMPLE.ORG faß.de 1.2 ｆｕｌｌ．test a_b.test a..b localhost a.test.',
  ),
);
const address = fc.tuple(localPart, domain).map((parts) => parts.join('@'));

const mailbox: fc.Arbitrary<ComposeMailbox> = fc.record(
  {
    name: fc.oneof(word, foreignWord, line, fc.constantFrom('Doe, John', 'a "b" c', '(x)', '', ' ', 'o@p')),
    address,
  },
  { requiredKeys: ['address'] },
);
const mailboxes = fc.oneof(
  { weight: 9, arbitrary: fc.array(mailbox, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(mailbox, { minLength: 30, maxLength: 60, size: 'max' }) },
);

const header: fc.Arbitrary<ComposeHeader> = fc.record({
  name: fc.oneof(
    oneOf(
      'X-Custom list-id LIST-UNSUBSCRIBE x-smtpapi dkim-x feedback-id content-features arc-x Comments X-Priority',
    ),
    fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `x-${words.join('-')}`),
  ),
  value: fc.oneof(
    line,
    fc.webUrl().map((url) => `<${url}>`),
  ),
});

const extension = oneOf('.pdf .txt .PNG .eml .html .tar.gz . ');
const filename = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.oneof(word, foreignWord, line), extension).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: oneOf(" C:\\x\\y.pdf ../../etc/passwd it's.pdf a%20b.pdf -x.txt a/b") },
);
/** Bytes of every kind, valid as UTF-8 or not. */
export const hardBytes = fc.oneof(
  fc
    .array(
      fc.tuple(
        fc.constantFrom(0x80, 0xbf, 0xc3, 0xe3, 0xf0, 0x0d, 0x0a, 0x20, 0x09, 0x2e, 0x3d, 0x61),
        fc.nat(30),
      ),
      { maxLength: 30 },
    )
    .map((runs) => Buffer.concat(runs.map(([byte, count]) => Buffer.alloc(count, byte)))),
  fc.uint8Array({ maxLength: 400, size: 'max' }).map((array) => Buffer.from(array)),
  fc
    .tuple(fc.constantFrom(0, 0x80, 0xc3, 0x0d, 0x0a, 0x20, 0x41), fc.integer({ min: 0, max: 200 }))
    .map(([byte, size]) => Buffer.alloc(size, byte)),
  fc.integer({ min: 58_000, max: 60_000 }).map((size) => Buffer.alloc(size, 'synthetic ')),
  hardText.map((text) => Buffer.from(text)),
);

const attachment: fc.Arbitrary<ComposeAttachment> = fc.record(
  {
    content: fc.oneof(hardBytes, hardText),
    filename,
    contentType: fc.oneof(
      oneOf('text/plain text/csv;charset=utf-8 TEXT/HTML image/png application/pdf message/rfc822'),
      fc.constantFrom(
        'application/pdf; name="old.pdf"',
        'text/plain; x=y (comment)',
        'text/calendar; method=REQUEST',
      ),
    ),
    cid: fc.oneof(word, oneOf('a@b.test x.y')),
    contentDisposition: fc.constantFrom('attachment', 'inline'),
    contentTransferEncoding: fc.constantFrom('7bit', '8bit', 'base64', 'quoted-printable'),
    headers: fc.array(header, { maxLength: 2 }),
  },
  { requiredKeys: ['content'] },
);

const id = fc
  .tuple(fc.string({ unit: fc.oneof(letter, oneOf('. - _ + $ 0 9')), minLength: 1, maxLength: 80 }), word)
  .map(([left, right]) => `<${left}@${right}.test>`);

/** Messages of all shapes, most of them odd in some way. */
export const arbitraryMail: fc.Arbitrary<ComposeInput> = fc.record(
  {
    from: fc.array(mailbox, { minLength: 1, maxLength: 2 }),
    sender: fc.array(mailbox, { maxLength: 1 }),
    replyTo: mailboxes,
    to: mailboxes,
    cc: mailboxes,
    subject: line,
    text: hardText,
    html: fc.oneof(
      hardText,
      hardText.map((text) => `<p>${text}</p>`),
    ),
    amp: hardText,
    calendar: fc.record({
      method: fc.constantFrom('REQUEST', 'CANCEL'),
      content: hardText.map((text) => `BEGIN:VCALENDAR\r\n${text}`),
    }),
    date: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    messageId: id,
    inReplyTo: id,
    references: fc.array(id, { maxLength: 5 }),
    headers: fc.array(header, { maxLength: 3 }),
    priority: fc.constantFrom('high', 'normal', 'low'),
    attachments: fc.array(attachment, { maxLength: 3 }),
  },
  { requiredKeys: ['from', 'date', 'messageId'] },
);

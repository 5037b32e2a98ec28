import { BYTES, calendar, LOREM, PDF, PIXEL, type RealMail } from './kinds.js';

const LOGO = { cid: 'logo', content: PIXEL, filename: 'logo.png' };
const SHOWS_LOGO = '<p>Hello <img src="cid:logo" alt="logo"></p>';

const ROWS = Array.from(
  { length: 3000 },
  (_, row) =>
    `<tr><td style="padding:0 12px">${row}</td><td>제품 ${row}</td><td align="right">₩${row * 1000}</td></tr>`,
).join('');

/** Mails with HTML, files and invitations. */
export const RICH: readonly RealMail[] = [
  { name: 'HTML alone', message: { subject: 'HTML', html: '<p>Hello <b>Bob</b></p>' } },
  {
    name: 'text and HTML',
    message: { subject: 'Both', text: 'Hello *Bob*', html: '<p>Hello <b>Bob</b></p>' },
  },
  {
    name: 'HTML on one line of forty thousand characters',
    message: {
      subject: 'Minified',
      text: 'See the HTML.',
      html: `<table>${'<td class="c">x</td>'.repeat(2000)}</table>`,
    },
  },
  {
    name: 'a big table',
    message: { subject: '월간 매출 보고서', text: '보고서', html: `<table>${ROWS}</table>` },
  },
  {
    name: 'HTML with style, conditional comments and preheader',
    message: {
      subject: 'Newsletter',
      text: 'News',
      html: '<!doctype html><html><head><style>@media (max-width:600px){.a{width:100%!important}}</style><!--[if mso]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]--></head><body><div style="display:none">Preheader&#847;&zwnj;&nbsp;</div><p>News</p></body></html>',
    },
  },
  {
    name: 'HTML from right to left',
    message: { subject: 'עדכון', text: 'עדכון', html: '<div dir="rtl">שלום <b>עולם</b> &rlm;</div>' },
  },
  {
    name: 'a picture in the HTML',
    message: { subject: 'Logo', text: 'Hello', html: SHOWS_LOGO, inline: [LOGO] },
  },
  {
    name: 'two pictures in the HTML, without text',
    message: {
      subject: 'Two',
      html: '<img src="cid:a@example.test"><img src="cid:b@example.test">',
      inline: [
        { cid: 'a@example.test', content: PIXEL, filename: '사진 1.png' },
        { cid: 'b@example.test', content: BYTES, filename: 'b.gif' },
      ],
    },
  },
  {
    name: 'a text with a file',
    message: {
      subject: 'Invoice',
      text: 'See the file.',
      attachments: [{ filename: 'invoice.pdf', content: PDF }],
    },
  },
  {
    name: 'everything nested: text, HTML, picture and files',
    message: {
      subject: 'All',
      text: 'Hello',
      html: SHOWS_LOGO,
      inline: [LOGO],
      attachments: [
        { filename: 'invoice.pdf', content: PDF },
        { filename: 'terms.txt', content: 'Terms: none.\n' },
      ],
    },
  },
  {
    name: 'a file alone',
    message: { subject: 'Scan', attachments: [{ filename: 'scan.pdf', content: PDF }] },
  },
  {
    name: 'an empty text with a file',
    message: { subject: 'Scan', text: '', attachments: [{ filename: 'scan.pdf', content: PDF }] },
  },
  {
    name: 'an empty file',
    message: {
      subject: 'Nothing',
      text: 'x',
      attachments: [{ filename: 'empty.bin', content: Buffer.alloc(0) }],
    },
  },
  {
    name: 'a Korean file name',
    message: {
      subject: '보고서',
      text: '첨부',
      attachments: [{ filename: '2026년 11월 매출 보고서 (최종).xlsx', content: BYTES }],
    },
  },
  {
    name: 'a Japanese file name',
    message: {
      subject: '請求書',
      text: '添付',
      attachments: [{ filename: '請求書_株式会社サンプル御中_2026年度第三四半期.pdf', content: PDF }],
    },
  },
  {
    name: 'a file name of two hundred characters',
    message: {
      subject: 'Long',
      text: 'x',
      attachments: [{ filename: `${'긴이름 '.repeat(40)}끝.docx`, content: BYTES }],
    },
  },
  {
    name: 'a file name with quotes, percents and semicolons',
    message: {
      subject: 'Odd',
      text: 'x',
      attachments: [{ filename: `it's 100% "done"; v=2 (final).txt`, content: 'x' }],
    },
  },
  {
    name: 'a file name with emoji',
    message: {
      subject: 'Party',
      text: 'x',
      attachments: [{ filename: '🎉 party 👨‍👩‍👧.ics', content: calendar('PUBLISH', 'Party') }],
    },
  },
  {
    name: 'types that programs guess by extension',
    message: {
      subject: 'Office',
      text: 'x',
      attachments: ['a.docx', 'b.pptx', 'c.json', 'd.webp', 'e.csv', 'f.tar.gz', 'g.unknown'].map(
        (filename) => ({ filename, content: BYTES }),
      ),
    },
  },
  {
    name: 'a table in an old charset as a file',
    message: {
      subject: 'Export',
      text: 'x',
      attachments: [
        {
          filename: '내보내기.csv',
          contentType: 'text/csv; charset=euc-kr',
          content: Buffer.from([0xbc, 0xad, 0xbf, 0xef, 0x2c, 0x31, 0x0d, 0x0a]),
        },
      ],
    },
  },
  {
    name: 'a file of text with line ends of its own',
    message: {
      subject: 'Script',
      text: 'x',
      attachments: [{ filename: 'run.sh', content: Buffer.from('#!/bin/sh\n.\n..\nexit 0\n') }],
    },
  },
  {
    name: 'a file of three megabytes',
    message: {
      subject: 'Large',
      text: 'x',
      attachments: [{ filename: 'large.bin', content: Buffer.alloc(3_000_000, BYTES) }],
    },
  },
  {
    name: 'twenty files',
    message: {
      subject: 'Photos',
      text: 'x',
      attachments: Array.from({ length: 20 }, (_, index) => ({
        filename: `photo ${index}.jpg`,
        content: BYTES,
      })),
    },
  },
  {
    name: 'the same file twice',
    message: {
      subject: 'Twice',
      text: 'x',
      attachments: [
        { filename: 'a.pdf', content: PDF },
        { filename: 'a.pdf', content: PDF },
      ],
    },
  },
  {
    name: 'an invitation',
    message: {
      subject: 'Meeting',
      text: 'Please come.',
      html: '<p>Please come.</p>',
      calendar: { content: calendar('REQUEST', 'Meeting') },
    },
  },
  {
    name: 'a Korean invitation with a picture and a file',
    message: {
      subject: '주간 회의',
      text: '회의',
      html: SHOWS_LOGO,
      inline: [LOGO],
      attachments: [{ filename: '안건.pdf', content: PDF }],
      calendar: { content: calendar('REQUEST', '주간 회의 📅') },
    },
  },
  {
    name: 'a meeting that is cancelled',
    message: {
      subject: 'Cancelled: Meeting',
      text: 'Not today.',
      calendar: { content: calendar('CANCEL', 'Meeting'), filename: false },
    },
  },
  {
    name: 'AMP beside HTML',
    message: {
      subject: 'AMP',
      text: 'plain',
      html: '<p>html</p>',
      amp: '<!doctype html><html ⚡4email><head></head><body>amp 안녕</body></html>',
    },
  },
  {
    name: 'a receipt with priority',
    message: {
      subject: 'Receipt 1234',
      text: `Total: €12.00\n${LOREM}`,
      html: '<p>Total: <b>€12.00</b></p>',
      priority: 'high',
      headers: { 'X-Entity-Ref-ID': '1234' },
    },
  },
  {
    name: 'an answer in a long thread',
    message: {
      subject: 'Re: plan',
      text: 'Yes.',
      inReplyTo: '<40@example.test>',
      references: Array.from({ length: 40 }, (_, index) => `<${index + 1}@example.test>`),
    },
  },
  {
    name: 'a newsletter with the headers of lists',
    message: {
      subject: '이번 주 소식',
      text: 'News',
      html: '<p>News</p>',
      headers: {
        'List-ID': 'News <news.example.test>',
        'List-Unsubscribe': `<https://example.test/u?t=${'x'.repeat(80)}>, <mailto:off@example.test>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'List-Archive': '<https://example.test/a>',
        Precedence: 'bulk',
      },
    },
  },
  {
    name: 'an automatic answer',
    message: {
      subject: 'Out of office',
      text: 'Back on Monday.',
      headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
    },
  },
  {
    name: 'headers that are no ASCII',
    message: {
      subject: 'x',
      text: 'x',
      headers: { Comments: '검토 완료, 감사합니다', Keywords: 'é, ü, 한글' },
    },
  },
  {
    name: 'copies that nobody sees',
    message: {
      subject: 'Team',
      text: 'x',
      to: 'team@example.test',
      bcc: ['hidden@example.test', '비밀 <secret@example.test>'],
    },
  },
  {
    name: 'sent by somebody for somebody else',
    message: {
      subject: 'x',
      text: 'x',
      from: 'Boss <boss@example.test>',
      sender: 'Secretary <sec@example.test>',
      replyTo: 'boss@example.test',
    },
  },
];

import { LOREM, type RealMail } from './kinds.js';

/** Mails of text alone. */
export const PLAIN: readonly RealMail[] = [
  { name: 'the first mail of everybody', message: { subject: 'Hi', text: '👋' } },
  {
    name: 'a greeting of two lines',
    message: { subject: 'Hello', text: 'Hello Bob,\n\nsee you tomorrow.\n\nAnn' },
  },
  { name: 'Windows line ends', message: { subject: 'Lines', text: 'one\r\ntwo\r\n\r\nthree\r\n' } },
  {
    name: 'a signature behind the dashes that people know',
    message: { subject: 'Re: offer', text: 'Fine with me.\n\n-- \nAnn Smith\nExample Ltd.' },
  },
  {
    name: 'a quoted answer',
    message: { subject: 'Re: Re: Fwd: the offer', text: '> > first\n> second\n\nthird\n>From here on' },
  },
  {
    name: 'a line that begins with From',
    message: { subject: 'From me', text: 'From now on we meet at ten.\nFrom: nobody\n' },
  },
  { name: 'dots where lines begin', message: { subject: 'Dots', text: '.\n..\n...\n.profile\n\n.\nend' } },
  {
    name: 'blanks where lines end',
    message: { subject: 'Blanks', text: 'two blanks  \na tab\t\n \nnothing' },
  },
  {
    name: 'a log with tabs',
    message: {
      subject: 'Nightly build failed',
      text: 'step\tresult\tms\nbuild\tok\t1200\ntest\tfailed\t88\n',
    },
  },
  {
    name: 'a line of ten thousand characters',
    message: { subject: 'Long line', text: `begin ${'word '.repeat(2000)}end` },
  },
  { name: 'a word of five thousand characters', message: { subject: 'Long word', text: 'x'.repeat(5000) } },
  {
    name: 'a text of a megabyte',
    message: { subject: 'Minutes of the year', text: `${LOREM}\n`.repeat(8000) },
  },
  {
    name: 'a link longer than a line',
    message: {
      subject: 'Reset your password',
      text: `Open https://example.test/reset?token=${'a1B2'.repeat(120)}&lang=ko now.`,
    },
  },
  {
    name: 'signs that quoted-printable escapes',
    message: { subject: '100% = all', text: 'a=b; c=3D; =?UTF-8?Q?no?= 50%\n=\n==' },
  },
  {
    name: 'Korean',
    message: { subject: '회원가입을 환영합니다', text: '안녕하세요, 홍길동님.\n가입을 축하드립니다.\n' },
  },
  {
    name: 'Japanese',
    message: { subject: 'ご注文ありがとうございます', text: '山田様\n\nご注文を承りました。\n' },
  },
  {
    name: 'Chinese, simplified and traditional',
    message: { subject: '您的訂單已出貨', text: '订单号：12345\n預計到貨：明天\n' },
  },
  {
    name: 'Arabic, from right to left',
    message: { subject: 'مرحبا بك في الخدمة', text: 'شكرا لتسجيلك.\u200f\nرقم الطلب: 12345\n' },
  },
  {
    name: 'Hebrew with numbers and Latin names',
    message: { subject: 'חשבונית 2026-11 מאת Example', text: 'סך הכול: ₪1,234.50 (Example Ltd.)\n' },
  },
  {
    name: 'Persian with joiners that nobody sees',
    message: { subject: 'می‌خواهم', text: 'نامه‌ای به شما\u200c\u200d\n' },
  },
  { name: 'Devanagari and Thai', message: { subject: 'नमस्ते สวัสดี', text: 'क्षत्रिय ज्ञान\nการทดสอบภาษาไทย\n' } },
  {
    name: 'accents that are written in two ways',
    message: { subject: 'é and e\u0301', text: 'Ångström A\u030angstro\u0308m ﬁ ½ ™\n' },
  },
  { name: 'families, flags and skins', message: { subject: '👨‍👩‍👧‍👦 🇰🇷 👍🏽', text: '🏳️‍🌈 👩🏿‍🚀 #️⃣ ☺️ ☺\n' } },
  { name: 'characters beyond the first plane', message: { subject: '𝔐𝔞𝔱𝔥 𐍈', text: '𝕏 = 𝟙𝟚𝟛, 𠮷野家\n' } },
  { name: 'a subject that folds', message: { subject: `${LOREM}${LOREM}`.trim(), text: 'x' } },
  {
    name: 'a Korean subject that folds inside of words',
    message: { subject: '안녕하세요반갑습니다'.repeat(20), text: 'x' },
  },
  {
    name: 'a subject that looks encoded',
    message: { subject: 'about =?utf-8?q?encoded=20words?= in code', text: 'x' },
  },
  { name: 'no subject', message: { text: 'Forgotten.' } },
  {
    name: 'a subject that begins and ends with signs',
    message: { subject: '[JIRA] (ABC-1) Fix: "quotes", <tags> & more; #1 @all', text: 'x' },
  },
  {
    name: 'names with commas, quotes and accents',
    message: {
      subject: 'Names',
      text: 'x',
      from: '"Smith, Ann (Sales)" <ann@example.test>',
      to: [
        '김철수 <chulsoo@example.test>',
        'José Núñez <jose@example.test>',
        String.raw`"The \"Boss\"" <boss@example.test>`,
      ],
      cc: ['"O\'Neil; Pat" <pat@example.test>', '👩‍💻 <dev@example.test>'],
      replyTo: ['"Help, please" <help@example.test>', 'ops@example.test'],
    },
  },
  {
    name: 'EUC-KR, as an old groupware asks for',
    encoding: 'EUC-KR',
    message: { subject: '결재 요청', text: '결재 바랍니다.\n첨부 없음\n' },
  },
  {
    name: 'ISO-8859-1, where the text has all its letters',
    encoding: 'ISO-8859-1',
    message: { subject: 'Größe', text: 'Die Größe beträgt 5 µm.\n' },
  },
  {
    name: 'ISO-8859-1, where it has not',
    encoding: 'ISO-8859-1',
    message: { subject: 'Größe 한글', text: 'Das kostet 5 € 한글.\n' },
  },
];

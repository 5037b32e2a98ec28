import { readableText } from './readable-text.js';
import { inOneLine, type ReceivedMail } from './received-mail.js';

/** Words that announce a code, in the languages that mails of this kind are often written in. */
const ANNOUNCES =
  /\b(?:code|pin|otp|passcode|password|token|código|codigo|codice|kode|kod)\b|код|пароль|인증|코드|확인\s?번호|비밀번호|コード|認証|番号|验证码|驗證碼|校验码/iu;
/** What one is asked to do with a code: `Enter 482913 to confirm`. */
const IS_FOR = /^\W*(?:to|and)\s(?:confirm|verify|sign|log|continue|complete|finish)\b/iu;
/** Words behind which a number is something else. */
const SOMETHING_ELSE =
  /(?:end(?:s|ing)?\s(?:in|with)|order|invoice|ticket|customer|account|reference|ref|article|zip|postal|postcode|suite|room|phone|tel|fax|call|copyright|since|room|주문|송장|전화|고객|우편|注文|電話|订单|电话)\.?(?:\s?(?:no|number|nr|code|번호|番号|号))?\.?\s?[:#№]?\s?$|[©#№]\s?$/iu;

const CURRENCY_BEFORE = /(?:[$€£¥₩₹]|\b(?:USD|EUR|GBP|KRW|JPY|CHF))\s?$/iu;
const CURRENCY_BEHIND = /^\s?(?:[$€£¥₩₹]|(?:USD|EUR|GBP|KRW|JPY|CHF)\b|원|円|元|%)/iu;
/** Numbers of more than one group: telephones, dates, times, amounts, versions. */
const GOES_ON_BEFORE = /(?:[\d+)][-–.,:/ ]|\+|\w|\()$/u;
const GOES_ON_BEHIND = /^(?:[-–.,:/ ]\d|\w|@)/u;

/** Directly behind its announcement: `code: 482913`, `the code is 482913`. */
const DIRECTLY =
  /(?:code|pin|otp|passcode|password|인증번호|코드|コード|验证码|驗證碼)\W{0,3}(?:is|est|ist|es)?\W{0,3}$/iu;

/** Digits in equal groups or one by one, or 4 to 8 letters and digits; words in capitals are looked at twice. */
const CANDIDATE =
  /(?<![\p{Script=Latin}\d])(?:\d{3}[ -]\d{3}|\d{4}[ -]\d{4}|\d{2} \d{2} \d{2}|\d(?: \d){3,7}|[A-Z\d]{3}-[A-Z\d]{3}|[A-Z]{4,8}|(?=[A-Za-z]{0,7}\d)[A-Za-z\d]{4,8})(?![\p{Script=Latin}\d])/gu;

interface Candidate {
  readonly code: string;
  readonly score: number;
}

/** From this on it is a code: it is announced, or stands alone on its line. */
const ENOUGH = 3;

/**
 * The one-time code of a mail: 4 to 8 digits or letters that are announced as one or stand alone. Years, dates, telephone
 * numbers, prices and order numbers are not taken for one. Blanks and hyphens inside it are left out.
 * @throws when there is none, or when several are as likely
 */
export function code(mail: ReceivedMail): string {
  const texts = [mail.text ?? '', readableText(mail.html ?? '')].filter((text) => text !== '');
  for (const text of texts) {
    const [best, ...others] = candidatesIn(text);
    if (best === undefined) continue;
    const rival = others.find(({ code: other, score }) => score === best.score && other !== best.code);
    if (rival === undefined) return best.code;
    throw new Error(`Several codes in the mail ${inOneLine(mail)}: ${best.code}, ${rival.code}.`);
  }
  throw new Error(`No code in the mail ${inOneLine(mail)}. Its text:\n${texts[0] ?? '(none)'}`);
}

/** The most likely first. */
function candidatesIn(text: string): Candidate[] {
  const lines = withoutAddresses(text).split(/\r?\n/u);
  return lines
    .flatMap((line, at) =>
      Array.from(line.matchAll(CANDIDATE), (match) => rated(match, line, previousOf(lines, at))),
    )
    .filter(({ score }) => score >= ENOUGH)
    .toSorted((a, b) => b.score - a.score);
}

/** A link or an address can hold anything. */
function withoutAddresses(text: string): string {
  return text.replace(/\b[a-z][\w+.-]*:\/\/\S+|\S+@\S+|\bwww\.\S+/giu, ' ');
}

function previousOf(lines: readonly string[], at: number): string {
  return lines.slice(0, at).findLast((line) => line.trim() !== '') ?? '';
}

function rated({ 0: written, index }: RegExpExecArray, line: string, previous: string): Candidate {
  const [before, behind] = [line.slice(0, index), line.slice(index + written.length)];
  const found = written.replace(/[ -]/gu, '');
  if (isPartOfMore(before, behind) || isMoney(before, behind) || SOMETHING_ELSE.test(before)) {
    return { code: found, score: 0 };
  }
  const surroundings = { before, behind, previous, isAlone: isAlone(before, behind) };
  if (/^[A-Z]+$/u.test(found)) return { code: found, score: rateWord(surroundings) };
  if (/^(?:19|20)\d\d$/u.test(found) && !surroundings.isAlone && !DIRECTLY.test(before))
    return { code: found, score: 0 };
  return { code: found, score: rateNumber(surroundings) + (/^\d{6}$/u.test(found) ? 1 : 0) };
}

interface Surroundings {
  readonly before: string;
  readonly behind: string;
  /** The line before that is not empty. */
  readonly previous: string;
  readonly isAlone: boolean;
}

function isAlone(before: string, behind: string): boolean {
  return /^[\s*_>"'[(]*$/u.test(before) && /^[\s*_"'\]).]*$/u.test(behind);
}

/** A word in capitals is a code only directly behind its announcement, or alone below it. */
function rateWord({ before, previous, isAlone: alone }: Surroundings): number {
  if (DIRECTLY.test(before)) return 5;
  return alone && ANNOUNCES.test(previous) ? ENOUGH : 0;
}

function rateNumber({ before, behind, previous, isAlone: alone }: Surroundings): number {
  const score = alone ? ENOUGH : 0;
  if (DIRECTLY.test(before)) return score + 7;
  if (ANNOUNCES.test(before.split(/[.!?。]\s/u).at(-1) ?? '')) return score + 5;
  if (IS_FOR.test(behind) || ANNOUNCES.test(behind.split(/[.!?。](?:\s|$)/u)[0] ?? '')) return score + 4;
  return before.trim() === '' && ANNOUNCES.test(previous) ? score + 3 : score;
}

function isPartOfMore(before: string, behind: string): boolean {
  return GOES_ON_BEFORE.test(before.replace(/\b[A-Z]-$/u, '')) || GOES_ON_BEHIND.test(behind);
}

function isMoney(before: string, behind: string): boolean {
  return CURRENCY_BEFORE.test(before) || CURRENCY_BEHIND.test(behind);
}

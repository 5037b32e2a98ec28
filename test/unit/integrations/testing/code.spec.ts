import { describe, expect, it } from '@jest/globals';
import { code } from 'nestjs-spring-mail/testing';
import { mailWith } from './mail-with.js';

const ofText = (text: string) => code(mailWith({ text }));
const ofHtml = (html: string) => code(mailWith({ html }));

describe('the one-time code of a mail', () => {
  it.each([
    ['Your verification code is 482913.', '482913'],
    ['482913 is your Acme code', '482913'],
    ['G-482913 is your Google verification code.', '482913'],
    ['Use this code to sign in:\n\n  4829\n\nIt expires in 10 minutes.', '4829'],
    ['Enter 482 913 to confirm. Your code is valid until 14:30.', '482913'],
    ['Your code: 482-913', '482913'],
    ['Your one-time password: 7F3K9Q', '7F3K9Q'],
    ['Your code is XKCDQW', 'XKCDQW'],
    ['인증번호는 [482913] 입니다. 고객센터 1588-1234', '482913'],
    ['[네이버] 인증번호 482913\n© 2026 NAVER Corp.', '482913'],
    ['인증 코드: 48291374', '48291374'],
    ['認証コードは 482913 です。', '482913'],
    ['您的验证码是482913，请勿泄露。', '482913'],
    ['[인증번호:482913]을 입력해 주세요. 2026년 11월 27일까지 유효합니다.', '482913'],
    ['결제 금액 12000원, 인증번호4829입니다', '4829'],
    ['Votre code : 482913', '482913'],
    ['Your code is 2024. Do not share it.', '2024'],
    ['482913', '482913'],
    ['Your confirmation code is below, enter it in your open browser window.\n\nRBS-4KT\n', 'RBS4KT'],
    ['Your code:\n\nXKCDQW\n\nSEOUL', 'XKCDQW'],
    ['Use 4829 as your login code for the card ending in 1234.', '4829'],
    ['Your code is 4829 and is valid until 12 May 2027.', '4829'],
    ['Here is your authentication code:\n\n**48291374**\n\nThis code is valid for 15 minutes.', '48291374'],
    ['Security code: 48 29 13', '482913'],
    ['482913 is your Acme OTP. Do not share it. Chrome 119, IP 10.20.30.40, Seoul 04524', '482913'],
  ])('%j is found', (text, expected) => {
    expect(ofText(text)).toBe(expected);
  });

  it.each([
    ['a year', '© 2026 Acme Inc. All rights reserved since 1998.\nYour code is 482913.'],
    ['a telephone number', 'Questions? Call +82 10-1234-5678 or 02-1234-5678.\nYour code is 482913.'],
    ['a telephone number without hyphens', 'Tel. 01012345678, fax: 55512345\nYour code is 482913.'],
    ['a price', 'You paid $1234.50, 12,000원, 5000 KRW and €4999.\nYour code is 482913.'],
    ['a date and a time', 'Sent 2026-11-27 at 14:30 (27/11/2026).\nYour code is 482913.'],
    ['an order number', 'Order number: 998877, invoice #776655, 주문번호 554433.\nYour code is 482913.'],
    ['a number in a link', 'https://acme.example/confirm?code=123456\nYour code is 482913.'],
    ['a number in an address', 'From code1234@acme.example\nYour code is 482913.'],
    ['a number of things', 'Join 12345 others who use it.\nYour code is 482913.'],
    ['a postcode', 'Acme Inc., Zip code: 94105\nYour code is 482913.'],
    ['a word in capitals', 'PLEASE READ THIS\nYour code is 482913.'],
    ['a year in the sentence of a code', 'The code of conduct of May 2024 applies.\nYour code is 482913.'],
    ['the end of a card', 'A code was sent for the card ending in 4321.\nYour code is 482913.'],
    ['a version', 'Node 20.20.2, build 1.2345\nYour code is 482913.'],
  ])('%s is not taken for it', (_what, text) => {
    expect(ofText(text)).toBe('482913');
    expect(() => ofText(text.replace('Your code is 482913.', ''))).toThrow(/^No code in the mail/u);
  });

  it.each([
    ['<style>.code{color:#123456}</style><p>Your code</p><h1>482913</h1><p>Tel. 02-1234-5678</p>', '482913'],
    ['<p>Your code is&nbsp;<b>482913</b></p>', '482913'],
    [
      '<p>Your code</p><table><tr><td>4</td><td>8</td><td>2</td><td>9</td><td>1</td><td>3</td></tr></table>',
      '482913',
    ],
    ['<p>인증번호</p><div style="font-size:32px">482913</div><!-- code 999999 -->', '482913'],
  ])('is found in HTML: %j', (html, expected) => {
    expect(ofHtml(html)).toBe(expected);
  });

  it('is looked for in the HTML when the plain text has none', () => {
    expect(code(mailWith({ text: 'This mail needs HTML.', html: '<p>Code: <b>482913</b></p>' }))).toBe(
      '482913',
    );
  });

  it('is not guessed when two are as likely', () => {
    expect(() => ofText('Your code is 482913.\nYour code is 577215.')).toThrow(
      /Several codes.*482913, 577215/u,
    );
    expect(ofText('Your code is 482913.\nAgain, your code: 482913.')).toBe('482913');
  });
});

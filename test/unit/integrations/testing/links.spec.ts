import { describe, expect, it } from '@jest/globals';
import { link, links } from 'nestjs-spring-mail/testing';
import { mailWith } from './mail-with.js';

describe('the links of a mail', () => {
  it('are those of the HTML, as a browser would follow them, then those of the text, each once', () => {
    const html = `<!-- <a href="https://hidden.example">x</a> --><style>a{}</style>
      <a class="button"
         href="https://a.example/confirm?a=1&amp;b=2">Confirm</a> <A HREF='https://a.example/x'>x</A>
      <a href=https://a.example/bare>bare</a> <a href="mailto:x@a.example">mail</a> <a href="#top">top</a>
      <a href="myapp://open/1">app</a> <img src="https://a.example/logo.png">`;
    const text =
      'Confirm: https://a.example/confirm?a=1&b=2\n(see https://a.example/help), or http://b.example/wiki_(x).';
    expect(links({ html, text })).toEqual([
      'https://a.example/confirm?a=1&b=2',
      'https://a.example/x',
      'https://a.example/bare',
      'myapp://open/1',
      'https://a.example/help',
      'http://b.example/wiki_(x)',
    ]);
  });

  it('are none in a mail without', () => {
    expect(links({})).toEqual([]);
  });

  const mail = mailWith({ text: 'https://a.example/confirm/1 https://a.example/unsubscribe' });

  it('give the one that is asked for', () => {
    expect(link(mail, /confirm/u)).toBe('https://a.example/confirm/1');
    expect(link(mail, 'unsubscribe')).toBe('https://a.example/unsubscribe');
    expect(link(mailWith({ text: 'Here: https://a.example.' }))).toBe('https://a.example');
  });

  it('are all named when none fits or several do', () => {
    expect(() => link(mail, /reset/u)).toThrow(
      'No link with /reset/u in the mail "Welcome" to ann@example.org; it has:\n  https://a.example/confirm/1\n',
    );
    expect(() => link(mail)).toThrow(/^2 links in the mail/u);
    expect(() => link(mailWith({ text: 'nothing' }))).toThrow('it has no links');
  });
});

import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  IllegalArgumentException,
  MimeMessage,
  MimeMailMessage,
  SimpleMailMessage,
} from 'nestjs-spring-mail/spring';

const date = () => new Date('2004-01-01T00:00:00Z');

function full(): SimpleMailMessage {
  const message = new SimpleMailMessage();
  message.setFrom('me@mail.example');
  message.setReplyTo('reply@mail.example');
  message.setTo('you@mail.example');
  message.setCc('he@mail.example', 'she@mail.example');
  message.setBcc(['us@mail.example', 'them@mail.example']);
  message.setSentDate(date());
  message.setSubject('my subject');
  message.setText('my text');
  return message;
}

const fieldsOf = (message: SimpleMailMessage) => ({
  from: message.getFrom(),
  replyTo: message.getReplyTo(),
  to: message.getTo(),
  cc: message.getCc(),
  bcc: message.getBcc(),
  sentDate: message.getSentDate(),
  subject: message.getSubject(),
  text: message.getText(),
});

describe('a SimpleMailMessage', () => {
  it('is empty at first, and copies nothing of what is not set', () => {
    const target = full();
    new SimpleMailMessage().copyTo(target);
    expect(fieldsOf(target)).toEqual(fieldsOf(full()));
    expect(Object.values(fieldsOf(new SimpleMailMessage()))).toEqual(Array(8).fill(null));
  });

  it('is copied whole by its constructor and by copyTo, arrays included (C18)', () => {
    const original = full();
    const target = new SimpleMailMessage();
    original.copyTo(target);
    for (const copy of [new SimpleMailMessage(original), target]) {
      expect(fieldsOf(copy)).toEqual(fieldsOf(original));
      original.getTo()!.push('x@mail.example');
      copy.setCc('other@mail.example');
      expect(fieldsOf(original)).toEqual(fieldsOf(full()));
    }
  });

  it('keeps arrays of its own, whatever becomes of those it was given', () => {
    const to = ['you@mail.example'];
    const message = new SimpleMailMessage();
    message.setTo(to);
    to.push('x@mail.example');
    expect(message.getTo()).toEqual(['you@mail.example']);
  });

  it('refuses null to copy from (C19) and to copy to (C20)', () => {
    const nothing = null as unknown as SimpleMailMessage;
    expect(() => new SimpleMailMessage(nothing)).toThrow(IllegalArgumentException);
    expect(() => full().copyTo(nothing)).toThrow(IllegalArgumentException);
  });

  it.each<[string, (given: Date) => SimpleMailMessage]>([
    [
      'set',
      (given) => {
        const message = new SimpleMailMessage();
        message.setSentDate(given);
        return message;
      },
    ],
    [
      'got',
      () => {
        const message = full();
        message.getSentDate()!.setTime(0);
        return message;
      },
    ],
    [
      'copied by the constructor',
      () => {
        const original = full();
        const copy = new SimpleMailMessage(original);
        original.setSentDate(new Date(0));
        return copy;
      },
    ],
    [
      'copied by copyTo',
      () => {
        const [original, copy] = [full(), new SimpleMailMessage()];
        original.copyTo(copy);
        copy.getSentDate()!.setTime(0);
        original.setSentDate(new Date(0));
        return copy;
      },
    ],
  ])('has a date of its own when it is %s (C21)', (_when, messageOf) => {
    const given = date();
    const message = messageOf(given);
    given.setTime(0);
    expect(message.getSentDate()).toEqual(date());
  });

  it('equals a copy of itself and nothing else (C22)', () => {
    const [one, other] = [full(), full()];
    expect(one.equals(new SimpleMailMessage(one))).toBe(true);
    expect(one.hashCode()).toBe(other.hashCode());
    expect(
      [null, undefined, 'a text', {}, new SimpleMailMessage()].filter((value) => one.equals(value)),
    ).toEqual([]);
    other.setText('another text');
    expect(one.equals(other)).toBe(false);
  });

  it('fills in a MimeMailMessage', () => {
    const target = new MimeMailMessage(new MimeMessage());
    full().copyTo(target);
    const message = target.getMimeMessage();
    expect(message.getAllRecipients()?.map(String)).toEqual(
      ['you', 'he', 'she', 'us', 'them'].map((name) => `${name}@mail.example`),
    );
    expect([message.getSubject(), message.getText(), message.getSentDate()]).toEqual([
      'my subject',
      'my text',
      date(),
    ]);
  });

  it('shows its text in no print', () => {
    const message = full();
    const prints = [String(message), inspect(message, { showHidden: true }), JSON.stringify(message)];
    expect(prints[0]).toContain('subject=my subject');
    expect(prints.join('\n')).not.toContain('my text');
  });
});

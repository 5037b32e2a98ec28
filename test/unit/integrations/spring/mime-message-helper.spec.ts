import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import {
  AddressException,
  ByteArrayResource,
  ConfigurableMimeFileTypeMap,
  IllegalArgumentException,
  IllegalStateException,
  InternetAddress,
  InternetAddressEditor,
  JavaMailSenderImpl,
  MailParseException,
  MimeMailMessage,
  MimeMessage,
  MimeMessageHelper,
} from 'nestjs-spring-mail/spring';
import { withFolder } from '../../../support/temporary-folder.js';

const bytes = Buffer.from([0, 1, 254, 255]);

describe('a MimeMessageHelper', () => {
  it('has no encoding and the usual file types for the message of a sender without any (C5)', () => {
    const helper = new MimeMessageHelper(new JavaMailSenderImpl().createMimeMessage());
    expect(helper.getEncoding()).toBeNull();
    expect(helper.getFileTypeMap()).toBeInstanceOf(ConfigurableMimeFileTypeMap);
  });

  it('takes the encoding and the file types that it is given before those of the sender (C6)', () => {
    const [sender, own] = [new JavaMailSenderImpl(), new ConfigurableMimeFileTypeMap()];
    sender.setDefaultEncoding('ISO-8859-1');
    const helper = new MimeMessageHelper(sender.createMimeMessage(), 'UTF-8');
    helper.setFileTypeMap(own);
    expect(helper.getEncoding()).toBe('UTF-8');
    expect(new MimeMessageHelper(sender.createMimeMessage(), true, 'UTF-16').getEncoding()).toBe('UTF-16');
    expect(helper.getFileTypeMap()).toBe(own);
  });

  it("takes the sender's encoding and file types when it is given none (C7)", () => {
    const [sender, types] = [new JavaMailSenderImpl(), new ConfigurableMimeFileTypeMap()];
    sender.setDefaultEncoding('UTF-8');
    sender.setDefaultFileTypeMap(types);
    const helper = new MimeMessageHelper(sender.createMimeMessage(), true);
    expect(helper.getEncoding()).toBe('UTF-8');
    expect(helper.getFileTypeMap()).toBe(types);
    helper.setFileTypeMap(new ConfigurableMimeFileTypeMap());
    helper.setFileTypeMap(null);
    expect(helper.getFileTypeMap()).toBe(types);
  });

  it('makes an inline part from bytes without a file name (C8)', async () => {
    const message = new MimeMessage();
    const helper = new MimeMessageHelper(message, true);
    helper.setText('<img src="cid:id1">', true);
    helper.addInline('id1', new ByteArrayResource(bytes));
    helper.addInline('id2', new ByteArrayResource(bytes), 'image/png');
    helper.addInline('id3', 'logo.gif', bytes);
    const { inline } = await message.toMailMessage();
    expect(inline).toEqual([
      { cid: 'id1', filename: 'inline', contentType: 'application/octet-stream', content: bytes },
      { cid: 'id2', filename: 'inline', contentType: 'image/png', content: bytes },
      { cid: 'id3', filename: 'logo.gif', contentType: 'image/gif', content: bytes },
    ]);
  });

  it.each<[string, (helper: MimeMessageHelper) => void]>([
    ['an attachment', (helper) => helper.addAttachment('a.txt', bytes)],
    ['an inline part', (helper) => helper.addInline('a', bytes)],
    ['two texts', (helper) => helper.setText('plain', '<p>html</p>')],
  ])('takes %s in multipart mode only (C51)', (_what, use) => {
    for (const one of [
      new MimeMessageHelper(new MimeMessage()),
      new MimeMessageHelper(new MimeMessage(), false),
    ]) {
      expect(() => use(one)).toThrow(IllegalStateException);
    }
    expect(() => use(new MimeMessageHelper(new MimeMessage(), true))).not.toThrow();
  });

  it('knows four multipart modes', () => {
    expect(new MimeMessageHelper(new MimeMessage(), MimeMessageHelper.MULTIPART_MODE_NO).isMultipart()).toBe(
      false,
    );
    expect(
      new MimeMessageHelper(new MimeMessage(), MimeMessageHelper.MULTIPART_MODE_RELATED).isMultipart(),
    ).toBe(true);
    expect(() => new MimeMessageHelper(new MimeMessage(), 4)).toThrow(IllegalArgumentException);
  });

  it('refuses a stream that is open already, because a message can be sent more than once', () => {
    const helper = new MimeMessageHelper(new MimeMessage(), true);
    expect(() => helper.addAttachment('a.txt', Readable.from(['x']) as never)).toThrow(
      IllegalArgumentException,
    );
  });

  it('replaces with set and appends with add', () => {
    const message = new MimeMessage();
    const helper = new MimeMessageHelper(message);
    helper.setTo('a@x.example');
    helper.setTo(['b@x.example', new InternetAddress('c@x.example')]);
    helper.addTo('d@x.example', 'Dora');
    expect(message.getRecipients('To')?.map(String)).toEqual([
      'b@x.example',
      'c@x.example',
      '"Dora" <d@x.example>',
    ]);
    helper.setText('one');
    helper.setText('<p>two</p>', true);
    expect([message.getText(), message.getHtml()]).toEqual([null, '<p>two</p>']);
  });

  it.each([
    'a@x, b@x',
    'a b@x.org',
    '',
    'a..b@x.org',
    '.a@x.org',
    'a@x..org',
    '@x',
    'a@x.org\r\nBcc: b@x.org',
  ])('takes exactly one address as a text, not %j (C46)', (text) => {
    const helper = new MimeMessageHelper(new MimeMessage());
    expect(() => helper.setTo(text)).toThrow(AddressException);
    expect(() => new MimeMailMessage(helper).setTo(text)).toThrow(MailParseException);
  });

  it('refuses null', () => {
    const helper = new MimeMessageHelper(new MimeMessage());
    for (const set of ['setFrom', 'setTo', 'addCc', 'setSubject', 'setText', 'setSentDate'] as const) {
      expect(() => (helper[set] as (value: unknown) => void)(null)).toThrow(IllegalArgumentException);
    }
  });
});

describe('ConfigurableMimeFileTypeMap', () => {
  it.each([
    ['foobar.HTM', 'text/html'],
    ['foobar.html', 'text/html'],
    ['foobar.c++', 'text/plain'],
    ['foobar.svf', 'image/vnd.svf'],
    ['foobar.dsf', 'image/x-mgx-dsf'],
    ['foobar.foo', 'application/octet-stream'],
    ['/some/where/foobar.HTM', 'text/html'],
    ['보고서.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ])('knows that %s is %s (C23)', (file, type) => {
    expect(new ConfigurableMimeFileTypeMap().getContentType(file)).toBe(type);
  });

  it('is extended and overridden by mappings and by a file of them (C23)', () => {
    const types = new ConfigurableMimeFileTypeMap();
    types.setMappings('foo/bar HTM foo', 'foo/cpp c++');
    expect(['a.HTM', 'a.foo', 'a.c++', 'a.html'].map((file) => types.getContentType(file))).toEqual([
      'foo/bar',
      'foo/bar',
      'foo/cpp',
      'text/html',
    ]);
    withFolder({ 'test.mime.types': '# own types\ntext/foo  foo\ntext/bar  bar baz\n' }, (folder) => {
      types.setMappingLocation(`${folder}/test.mime.types`);
    });
    expect(['a.foo', 'a.bar', 'a.baz', 'a.HTM'].map((file) => types.getContentType(file))).toEqual([
      'text/foo',
      'text/bar',
      'text/bar',
      'foo/bar',
    ]);
  });
});

describe('InternetAddressEditor', () => {
  const read = (text: string | null) => {
    const editor = new InternetAddressEditor();
    editor.setAsText(text);
    return editor.getAsText();
  };

  it.each([[null], [''], [' ']])('reads %j as no address (C24)', (text) => {
    expect(read(text)).toBe('');
  });

  it('reads an address, and trims it (C24)', () => {
    expect(read('  nobody@nowhere.example ')).toBe('nobody@nowhere.example');
    expect(read('Nobody <nobody@nowhere.example>')).toBe('"Nobody" <nobody@nowhere.example>');
  });

  it('refuses what is no address (C24)', () => {
    expect(() => read('(')).toThrow(IllegalArgumentException);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { type MailPreviewServer, startMailPreview } from 'nestjs-spring-mail/preview';
import { ask, readMails } from '../../support/preview-app.js';

let preview: MailPreviewServer;
let smtpPort: number;
beforeEach(async () => {
  preview = await startMailPreview({ keep: 5 });
  smtpPort = Number(/:(?<port>\d+) arrive/u.exec(preview.about)?.groups?.['port']);
});
afterEach(() => preview.close());

interface ShownMail {
  readonly id: string;
  readonly headers: readonly object[];
  readonly attachments: readonly object[];
  readonly hasRemoteImages: boolean;
}

/** Sends a mail, and gives what the page shows of it. */
async function shown(mail: SendMailOptions): Promise<ShownMail> {
  await createTransport({ host: '127.0.0.1', port: smtpPort }).sendMail({
    from: 'a@example.org',
    to: 'b@example.org',
    ...mail,
  });
  const { mails } = await readMails(preview.url);
  return JSON.parse((await ask(`${preview.url}/mails/${mails[0]?.id}`)).body.toString());
}

const part = (id: string, name: string) => ask(`${preview.url}/mails/${id}/${name}`);

describe('a mail in the preview', () => {
  it('has its text, its headers, its source and who really gets it', async () => {
    const mail = await shown({ subject: 'Größe 📏', bcc: 'hidden@example.org', text: 'long\n'.repeat(3) });
    expect(mail).toMatchObject({
      subject: 'Größe 📏',
      text: 'long\n'.repeat(3),
      hasHtml: false,
      envelope: { from: 'a@example.org', to: ['b@example.org', 'hidden@example.org'] },
    });
    expect(mail.headers).toContainEqual({ name: 'From', value: 'a@example.org' });
    const source = await part(mail.id, 'source');
    expect(source.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(source.body.toString()).toContain('Subject: =?UTF-8?');
    const file = await part(mail.id, 'file');
    expect(file.headers['content-disposition']).toContain(`filename*=UTF-8''Gr%C3%B6%C3%9Fe%20`);
    expect(file.body).toEqual(source.body);
  });

  it('gives attachments byte for byte, to save and never to show', async () => {
    const script = '<script>alert(document.domain)</script>';
    const image = Buffer.from([0, 1, 2, 253, 254, 255]);
    const { id, attachments } = await shown({
      text: 'see the attachments',
      attachments: [
        { filename: 'a";x=.html', content: script, contentType: 'text/html' },
        { filename: '결산.bin', content: image, contentType: 'image/svg+xml' },
      ],
    });
    expect(attachments).toMatchObject([{ size: script.length }, { filename: '결산.bin', size: 6 }]);
    const [page, picture] = [await part(id, 'attachments/0'), await part(id, 'attachments/1')];
    for (const { headers } of [page, picture]) {
      expect(headers['content-type']).toBe('application/octet-stream');
      expect(headers['content-disposition']).toMatch(/^attachment; filename="[\w .-]*";/u);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    expect(page.body.toString()).toBe(script);
    expect(picture.body).toEqual(image);
    expect(picture.headers['content-disposition']).toContain(
      `filename*=UTF-8''${encodeURIComponent('결산.bin')}`,
    );
  });

  it('shows the images that it brings along', async () => {
    const { id, hasRemoteImages } = await shown({
      html: '<img src="cid:logo@example.org">',
      attachments: [{ cid: 'logo@example.org', content: 'GIF89a', contentType: 'image/gif' }],
    });
    const html = (await part(id, 'html')).body.toString();
    expect(html).toContain(`<img src="data:image/gif;base64,${Buffer.from('GIF89a').toString('base64')}">`);
    expect(hasRemoteImages).toBe(false);
  });

  it('keeps images apart whose names begin alike', async () => {
    const { id } = await shown({
      html: '<img src="cid:logo"><p style="background: url(cid:logo2)">',
      attachments: ['logo', 'logo2'].map((cid) => ({ cid, content: cid, contentType: 'image/gif' })),
    });
    const [one, two] = ['logo', 'logo2'].map((name) => Buffer.from(name).toString('base64'));
    expect((await part(id, 'html')).body.toString()).toContain(
      `<img src="data:image/gif;base64,${one}"><p style="background: url(data:image/gif;base64,${two})">`,
    );
  });

  it('is a document without rights, which may load images when it is asked to', async () => {
    const { id, hasRemoteImages } = await shown({
      html: '<p style="background: url(https://x.example/a.png)">',
    });
    expect(hasRemoteImages).toBe(true);
    const [strict, open] = [await part(id, 'html'), await part(id, 'html?images=remote')].map(
      ({ headers }) => headers['content-security-policy'],
    );
    expect(strict).toMatch(/^sandbox (?!.*(?:allow-scripts|allow-same-origin))/u);
    expect(strict).toContain("default-src 'none'; img-src data:; ");
    expect(open).toBe(strict?.toString().replace('img-src data:', 'img-src data: http: https:'));
  });

  it.each([
    ['<img src="https://x.example/a">', true],
    ["<td background = '//x.example/a'>", true],
    ['<img srcset="https://x.example/a 2x">', true],
    ['<a href="https://x.example">link</a><img src="data:,">', false],
  ])('knows whether there are remote images: %s', async (html, has) => {
    expect(await shown({ html })).toMatchObject({ hasRemoteImages: has });
  });

  it.each(['unknown', 'unknown/html', 'unknown/source', 'unknown/attachments/0', '%'])(
    'is not there: %s',
    async (path) => {
      expect((await part(path, '')).status).toBe(404);
    },
  );

  it('outlives requests for what is no address', async () => {
    for (const path of ['//[', '/%zz', '/mails/%E0%A4%A', '/../../../etc/passwd'])
      expect((await ask(preview.url, { path })).status).toBe(404);
    await shown({ text: 'x' });
  });

  it('has no other parts', async () => {
    const { id } = await shown({ text: 'x' });
    for (const name of [
      'constructor',
      'attachments',
      'attachments/0',
      'attachments/-1',
      'attachments/length',
    ])
      expect((await part(id, name)).status).toBe(404);
  });
});

describe('the list of the preview', () => {
  const search = async (words: string): Promise<string[]> =>
    (await readMails(preview.url, words)).mails.map(({ subject }) => subject);

  it('finds mails by words of their addresses, subjects and texts, in any case', async () => {
    await shown({ to: 'Ann Lee <ann@example.org>', subject: 'Receipt 17', text: 'Total: 9 EUR' });
    await shown({
      to: 'bob@example.org',
      bcc: 'carol@example.org',
      subject: '결산',
      html: '<p>Total: <b>8</b> EUR',
    });
    expect(await search('TOTAL eur')).toEqual(['결산', 'Receipt 17']);
    expect(await search('lee 17')).toEqual(['Receipt 17']);
    expect(await search('carol')).toEqual(['결산']);
    expect(await search('결산')).toEqual(['결산']);
    expect(await search('nothing of that')).toEqual([]);
  });

  it('keeps the last mails, newest first', async () => {
    for (const number of [1, 2, 3, 4, 5, 6, 7]) await shown({ subject: `${number}`, text: 'x' });
    expect(await search('')).toEqual(['7', '6', '5', '4', '3']);
  });

  it('refuses a mail that is too large, and goes on', async () => {
    await expect(shown({ subject: 'large', text: 'x'.repeat(26 * 1024 * 1024) })).rejects.toThrow('552');
    await shown({ subject: 'small', text: 'x' });
    expect(await search('')).toEqual(['small']);
  });
});

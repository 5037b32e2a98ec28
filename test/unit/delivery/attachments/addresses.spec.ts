import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadAttachments } from '../../../../lib/delivery/attachments/load-attachments.js';
import { RemoteAccess, type ResolveName } from '../../../../lib/delivery/attachments/remote-access.js';
import { fetchFile } from '../../../../lib/delivery/attachments/remote-file.js';
import { MailParseError } from '../../../../lib/errors/mail-parse.error.js';
import { MailPreparationError } from '../../../../lib/errors/mail-preparation.error.js';
import type { Mail } from '../../../../lib/message/mail.js';
import { prepareMail } from '../../../../lib/message/prepare-mail.js';
import { rejection } from '../../../support/with-server.js';

const message = { from: 'a@good.test', to: 'b@good.test', subject: 'Hi', text: '👋' };

/** A host that is allowed, and one behind it that is not. */
describe('files by address', () => {
  let server: Server;
  let port: number;
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.headers.host}${request.url}`);
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const redirect = /^\/to\/(.*)$/u.exec(url)?.[1];
    if (redirect !== undefined) response.writeHead(302, { location: decodeURIComponent(redirect) }).end();
    else if (url.startsWith('/file.txt')) response.end('fetched');
    else if (url.startsWith('/avatar')) response.setHeader('content-type', 'Image/PNG; charset=x').end('png');
    else if (url === '/circle') response.writeHead(307, { location: '/circle' }).end();
    else if (url === '/gzip') response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(9e6)));
    else if (url === '/endless') void flood(response);
    else if (url === '/long') response.setHeader('content-length', '9000000').flushHeaders();
    else if (url === '/short')
      response.writeHead(200, { 'content-length': 10 }).end('x', () => response.destroy());
    else if (url === '/slow') response.write('x');
    else response.writeHead(404).end();
  }

  async function flood(response: ServerResponse): Promise<void> {
    while (!response.destroyed) {
      response.write(Buffer.alloc(100_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function load(
    path: string,
    config: Partial<Parameters<typeof loadAttachments>[0]> = {},
  ): Promise<Mail> {
    const url = path.replace(/^\//u, `http://localhost:${port}/`);
    const limits = { roots: [], maxSize: 1_000_000, timeout: 5000 };
    const open = { origins: [`http://localhost:${port}`], networks: ['127.0.0.1', '::1'] };
    const mail = prepareMail({ ...message, attachments: [{ url }] });
    return loadAttachments({ ...limits, ...open, ...config })(mail);
  }

  async function refused(path: string, config?: Parameters<typeof load>[1]): Promise<MailParseError> {
    const error = await rejection(load(path, config));
    if (!(error instanceof MailParseError)) throw error;
    expect(error.field).toBe('attachments[0].url');
    return error;
  }

  it('are fetched from hosts that are allowed, and named after the last part of the path', async () => {
    const [file] = (await load('/file.txt?signature=1')).attachments;
    expect(file).toMatchObject({ filename: 'file.txt', content: Buffer.from('fetched') });
  });

  it('are of the type that their host says where their name says none', async () => {
    const type = async (path: string): Promise<unknown> => (await load(path)).attachments[0]?.contentType;
    expect(await type('/avatar?id=5')).toBe('image/png');
    expect(await type('/avatar.heic')).toBe('image/heic');
    expect(await type('/avatar.pdf')).toBeUndefined();
    expect(await type('/file.txt')).toBeUndefined();
  });

  it('are fetched through redirects that stay at those hosts', async () => {
    const [file] = (await load('/to//file.txt')).attachments;
    expect(file?.content).toEqual(Buffer.from('fetched'));
  });

  it.each([
    ['another port of the host', 'http://localhost:1/'],
    ['https at a host that is allowed by http', 'https://localhost/'],
    ['an address for the name', 'http://127.0.0.1:1/'],
    ['a number for the address', 'http://0x7f000001/'],
    ['the service that tells a cloud machine its credentials', 'http://169.254.169.254/latest/meta-data/'],
  ])('are refused at %s', async (_, url) => {
    const { message: text } = await refused(url);
    expect(text).toContain('nest.mail.attachments.hosts');
  });

  it('are refused behind a redirect to a host that is not allowed, which is not asked', async () => {
    asked.length = 0;
    const target = encodeURIComponent(`http://127.0.0.1:${port}/file.txt`);
    const { message: text } = await refused(`/to/${target}`);
    expect(text).toContain(`is redirected to http://127.0.0.1:${port}, which is not allowed`);
    expect(asked).toHaveLength(1);
  });

  it('are refused inside a private network unless the address is allowed too', async () => {
    asked.length = 0;
    expect((await refused('/file.txt', { networks: [] })).message).toMatch(
      /localhost, whose address (?:127\.0\.0\.1|::1) is inside a private network/u,
    );
    const origins = [`http://127.0.0.1:${port}`, `http://[::ffff:127.0.0.1]:${port}`];
    await refused(`http://127.0.0.1:${port}/file.txt`, { origins, networks: ['10.0.0.0/8'] });
    await refused(`http://[::ffff:127.0.0.1]:${port}/file.txt`, {
      origins: [`http://[::ffff:7f00:1]:${port}`],
      networks: [],
    });
    expect(asked).toEqual([]);
  });

  it.each(['::127.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::127.0.0.1', 'fd00::1'])(
    'are refused at %s, which leads inside',
    async (address) => {
      const origin = new URL(`http://[${address}]:${port}`).origin;
      const told = await refused(`${origin}/file.txt`, { origins: [origin], networks: [] });
      expect(told.message).toContain('inside a private network');
    },
  );

  it('come from the address that was looked at, whatever the name means a moment later', async () => {
    let lookups = 0;
    const rebinding: ResolveName = (_name, _options, found) => {
      lookups += 1;
      found(null, [{ address: lookups === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }]);
    };
    const origins = [`http://rebinding.test:${port}`];
    const access = new RemoteAccess({ origins, networks: [] }, rebinding);
    const url = new URL(`http://rebinding.test:${port}/file.txt`);
    asked.length = 0;
    await expect(fetchFile(url, access, 'url', 100, AbortSignal.timeout(200))).rejects.toThrow(
      MailPreparationError,
    );
    await expect(fetchFile(url, access, 'url', 100, AbortSignal.timeout(200))).rejects.toThrow(
      /private network/u,
    );
    expect(asked).toEqual([]);
  });

  it.each([
    ['is not there', '/gone', /the answer was 404/u],
    ['comes packed, which may be a bomb', '/gzip', /packed \(gzip\)/u],
    ['says that it is too large', '/long', /larger than a mail may be/u],
    ['does not end', '/endless', /larger than a mail may be/u],
    ['ends before its end', '/short', /could not be read to its end/u],
    ['redirects in circles', '/circle', /redirects too often/u],
  ])('stop the mail when the file %s', async (_, path, problem) => {
    const error = await rejection(load(path));
    expect(error).toBeInstanceOf(MailPreparationError);
    expect((error as Error).message).toMatch(problem);
    expect((error as Error).message).toContain('attachments[0].url');
  });

  it('stop the mail when the file comes too slowly', async () => {
    await expect(load('/slow', { timeout: 200 })).rejects.toThrow(/could not be read to its end/u);
  });

  it('are never told whole: what is behind the host may be a secret', async () => {
    const error = await rejection(load('/gone?signature=s3cret'));
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain('s3cret');
  });
});

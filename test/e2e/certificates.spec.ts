import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import { SmtpTransport } from '../../lib/transport/smtp.transport.js';
import { certificates } from '../support/certificates.js';

const directory = mkdtempSync(join(tmpdir(), 'mail-bundle-'));
let server: SMTPServer;
let transport: SmtpTransport;

afterEach(async () => {
  await transport.close();
  await new Promise<void>((resolve) => {
    server.close(resolve);
  });
  rmSync(directory, { recursive: true });
});

it('a certificate that is replaced while the application runs counts for the next connection', async () => {
  const { ca, good, selfSigned } = await certificates();
  const file = join(directory, 'ca.pem');
  writeFileSync(file, selfSigned.cert);
  server = new SMTPServer({ secure: true, authOptional: true, cert: good.cert, key: good.key });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { mailers } = resolveMailConfig({
    host: 'localhost',
    port: (server.server.address() as AddressInfo).port,
    ssl: { enabled: true, bundle: 'corp' },
    sslBundles: { corp: { truststore: { certificate: file }, reloadOnUpdate: true } },
  });
  transport = new SmtpTransport(mailers.get('default')!);
  await expect(transport.verify()).rejects.toThrow(/certificate/u);
  writeFileSync(file, ca.cert);
  await expect(transport.verify()).resolves.toBeUndefined();
});

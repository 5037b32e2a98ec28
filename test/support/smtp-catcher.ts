import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** One mail as the server got it. */
export interface CaughtMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, byte for byte, dot-stuffing undone. */
  readonly raw: string;
}

/** A mail server in this process that keeps what it gets. */
export interface SmtpCatcher {
  readonly port: number;
  readonly mails: readonly CaughtMail[];
  /** Connections that were opened so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts a server on a free loopback port that takes every mail, and any account when sign-in is allowed. */
export async function catchMail({ allowSignIn = false } = {}): Promise<SmtpCatcher> {
  const mails: CaughtMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    disabledCommands: allowSignIn ? ['STARTTLS'] : ['AUTH', 'STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? '' }),
    onConnect(_session, done) {
      connections++;
      done();
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        mails.push({
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    get connections() {
      return connections;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

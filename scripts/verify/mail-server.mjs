import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** A mail server on a free port of this machine that keeps what it is sent; not of this package, so that it can tell. */
export async function mailServer() {
  const mails = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      let mail = '';
      stream.setEncoding('utf8').on('data', (chunk) => (mail += chunk));
      stream.on('end', () => {
        mails.push(mail);
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: server.server.address().port,
    mails,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

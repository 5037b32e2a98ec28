// An SMTP server that counts each Message-ID, and fails now and then in the ways that it is told to.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Shares of mails, in the order in which they are tried: what the server does instead of taking the mail. */
const NO_FAULTS = { dropAtMail: 0, closingAtMail: 0, laterAtRecipient: 0, laterAtEnd: 0, dropAfterEnd: 0 };

export async function countingServer(faults = {}) {
  const shares = { ...NO_FAULTS, ...faults };
  const copies = new Map();
  const events = { ambiguous: 0, harmless: 0, cut: 0 };
  const sockets = new Set();
  const happens = (name) => Math.random() < shares[name];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    converse(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();

  function converse(socket) {
    let input = '';
    let inData = false;
    let refused = false;
    const harm = () => void (events.harmless += 1);
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 counting ESMTP');
    socket.setEncoding('latin1').on('data', (chunk) => {
      input += chunk;
      while (!socket.destroyed && step());
    });

    function step() {
      const end = inData ? input.indexOf('\r\n.\r\n') : input.indexOf('\r\n');
      if (end < 0) return false;
      const text = input.slice(0, end);
      input = input.slice(end + (inData ? 5 : 2));
      if (inData) take(text);
      else command(text);
      return true;
    }

    function take(content) {
      inData = false;
      if (happens('laterAtEnd')) {
        harm();
        return say('451 4.3.0 later');
      }
      const id = /^Message-ID: (.*)$/imu.exec(content)?.[1];
      copies.set(id, (copies.get(id) ?? 0) + 1);
      if (!happens('dropAfterEnd')) return say('250 2.0.0 taken');
      events.ambiguous += 1;
      return socket.destroy();
    }

    function command(line) {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') return say('250-counting\r\n250 PIPELINING');
      if (verb === 'QUIT') return socket.end('221 bye\r\n');
      if (verb === 'MAIL' && happens('dropAtMail')) {
        harm();
        return socket.destroy();
      }
      if (verb === 'MAIL' && happens('closingAtMail')) {
        harm();
        return socket.end('421 4.3.2 closing\r\n');
      }
      if (verb === 'RCPT' && happens('laterAtRecipient')) {
        harm();
        refused = true;
        return say('450 4.2.0 greylisted');
      }
      if (verb === 'MAIL') refused = false;
      if (verb !== 'DATA') return say('250 ok');
      if (refused) return say('503 no recipients');
      inData = true;
      return say('354 go');
    }
  }

  return {
    port,
    copies,
    events,
    get delivered() {
      return copies.size;
    },
    /** Stops listening and cuts every line. */
    async down() {
      const closed = once(server, 'close');
      server.close();
      // Of each line one mail, and its reply, may be on its way.
      events.cut += sockets.size;
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async up() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async close() {
      if (server.listening) await this.down();
    },
  };
}

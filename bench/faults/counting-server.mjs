// An SMTP server that counts each Message-ID, and fails now and then in the ways that it is told to.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { converse } from './counting-dialogue.mjs';

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
    converse(socket, { happens, copies, events });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();

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

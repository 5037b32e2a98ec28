import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { inOrder } from '../../../lib/delivery/group/order.js';
import { TransportGroup } from '../../../lib/delivery/group/transport-group.js';
import { prepareMail } from '../../../lib/message/prepare-mail.js';
import type { MailTransport } from '../../../lib/transport/mail-transport.js';

/** A transport that can be switched off, and what it was asked. */
function transport(): MailTransport & { isDown: boolean; sent: string[]; probes: number } {
  const refuseWhenDown = (isDown: boolean): void => {
    if (isDown) throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
  };
  return {
    isDown: false,
    sent: [],
    probes: 0,
    async send(mail) {
      refuseWhenDown(this.isDown);
      this.sent.push(mail.subject);
      const { messageId, envelope } = mail;
      return { messageId, envelope, accepted: envelope.to, refused: [], response: '250 ok' };
    },
    sendAll: () => Promise.resolve([]),
    async verify() {
      this.probes += 1;
      refuseWhenDown(this.isDown);
    },
    close: () => Promise.resolve(0),
  };
}

const mail = (subject: string) =>
  prepareMail({ from: 'a@example.test', to: 'b@example.test', subject, text: 'x' });

describe('a group of transports', () => {
  it('goes back to one that failed once a probe of its own finds it working', async () => {
    let now = 0;
    const [first, second] = [transport(), transport()];
    const group = new TransportGroup(
      [first, second].map((one) => ({ transport: one, weight: 1 })),
      { order: inOrder(), probeAfter: 1000, now: () => now },
    );
    const sendAt = async (time: number, subject: string): Promise<void> => {
      now = time;
      await group.send(mail(subject));
      await turn();
    };
    first.isDown = true;
    await sendAt(0, 'a');
    await sendAt(999, 'b');
    expect([second.sent, first.probes]).toEqual([['a', 'b'], 0]);
    await sendAt(1000, 'c');
    await sendAt(1999, 'd');
    expect([second.sent, first.probes]).toEqual([['a', 'b', 'c', 'd'], 1]);
    first.isDown = false;
    await sendAt(2000, 'e');
    await sendAt(2001, 'f');
    expect([first.sent, second.sent, first.probes]).toEqual([['f'], ['a', 'b', 'c', 'd', 'e'], 2]);
    await group.close();
  });
});

import { Mail, MailClass, type MailMessage } from 'nestjs-spring-mail';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sources } from '../sources.js';
import { type Order, price, totalOf } from './order.js';
import { pdfOf } from './pdf.js';

interface Line {
  readonly item: string;
  readonly quantity: number;
  readonly price: string;
}

declare module 'nestjs-spring-mail' {
  interface MailTemplates {
    'receipt/receipt': {
      readonly name: string;
      readonly number: string;
      readonly lines: readonly Line[];
      readonly total: string;
    };
  }
}

const logo = readFile(join(sources, 'receipt/logo.png'));

@Mail()
export class ReceiptMail extends MailClass<Order> {
  async message(order: Order): Promise<MailMessage> {
    const { number, email, name } = order;
    const lines = order.lines.map(({ item, quantity, cents }) => ({ item, quantity, price: price(cents) }));
    const total = price(totalOf(order));
    return {
      to: { name, address: email },
      template: 'receipt/receipt',
      context: { name, number, lines, total },
      inline: [{ cid: 'logo', filename: 'logo.png', content: await logo, contentType: 'image/png' }],
      attachments: [
        {
          filename: `receipt-${number}.pdf`,
          content: pdfOf([
            `Receipt ${number}`,
            '',
            ...lines.map((line) => `${line.quantity} x ${line.item}: ${line.price}`),
            '',
            `Total: ${total}`,
          ]),
          contentType: 'application/pdf',
        },
      ],
      // A queue takes it once, however often the shop asks.
      idempotencyKey: `receipt-${number}`,
    };
  }
}

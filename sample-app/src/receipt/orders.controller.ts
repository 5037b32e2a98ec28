import { Body, Controller, Post } from '@nestjs/common';
import type { Receipt } from 'nestjs-spring-mail';
import { z } from 'zod';
import { ReceiptMail } from './receipt.mail.js';

const catalogue = { Notebook: 750, Pen: 200 };

// The form of the page posts numbers as texts.
const quantity = z.coerce.number().int().min(0).max(100);
const orderSchema = z
  .strictObject({
    email: z.email().max(254),
    name: z.string().trim().min(1).max(100),
    notebooks: quantity.default(0),
    pens: quantity.default(0),
  })
  .refine(({ notebooks, pens }) => notebooks + pens > 0, 'order something');

@Controller('orders')
export class OrdersController {
  #last = 0;

  constructor(private readonly receiptMail: ReceiptMail) {}

  @Post()
  async order(
    @Body({ schema: orderSchema }) { email, name, notebooks, pens }: z.infer<typeof orderSchema>,
  ): Promise<{ number: string; receipt: Receipt }> {
    const number = `2026-${String((this.#last += 1)).padStart(4, '0')}`;
    const lines = [
      { item: 'Notebook', quantity: notebooks, cents: notebooks * catalogue.Notebook },
      { item: 'Pen', quantity: pens, cents: pens * catalogue.Pen },
    ].filter((line) => line.quantity > 0);
    return { number, receipt: await this.receiptMail.send({ number, email, name, lines }) };
  }
}

import { Module } from '@nestjs/common';
import { OrdersController } from './orders.controller.js';
import { ReceiptMail } from './receipt.mail.js';

@Module({ controllers: [OrdersController], providers: [ReceiptMail] })
export class ReceiptModule {}

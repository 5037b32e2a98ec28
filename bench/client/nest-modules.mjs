// @nestjs-modules/mailer over a pool of nodemailer's; it runs where that is installed.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MailerModule, MailerService } from '@nestjs-modules/mailer';
import { measure, task } from './measure.mjs';
import { sendAtOnce } from './send-at-once.mjs';

const { host, port, connections } = task;

class AppModule {}
Module({
  imports: [
    MailerModule.forRoot({
      transport: { host, port, pool: true, maxConnections: connections, maxMessages: Infinity },
    }),
  ],
})(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
const mail = app.get(MailerService);
const send = (message) => mail.sendMail(message);
await measure({ send, sendMany: sendAtOnce(send) });
// It leaves its connections open.
process.exit();

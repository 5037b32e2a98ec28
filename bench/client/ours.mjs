// MailService.send and sendEach in a Nest application.
import 'reflect-metadata';
import { dirname } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MailModule, MailService } from 'nestjs-spring-mail';
import { measure, task } from './measure.mjs';
import { addHeader } from './plugin.mjs';

const { host, port, connections, window, plugin, dkim, file, tls } = task;

class AppModule {}
Module({
  imports: [
    MailModule.forRoot({
      host,
      port,
      pool: { maxConnections: connections, window },
      ...(dkim && { dkim }),
      ...(tls && { ssl: { enabled: true }, properties: { 'mail.smtp.ssl.trust': '*' } }),
      ...(file && { attachments: { roots: [dirname(file)], maxSize: '1GB' } }),
    }),
  ],
})(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
const mail = app.get(MailService);
if (plugin) mail.transporter.use('compile', addHeader);
await measure({
  send: (message) => mail.send(message),
  async sendMany(messages, delivered) {
    for await (const { error } of mail.sendEach(messages)) {
      if (error) throw error;
      delivered();
    }
  },
});
await app.close();

// MailService.send in a Nest application.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MailModule, MailService } from 'nestjs-spring-mail';
import { measure, task } from './measure.mjs';
import { addHeader } from './plugin.mjs';

const { host, port, connections, window, plugin } = task;

class AppModule {}
Module({ imports: [MailModule.forRoot({ host, port, pool: { maxConnections: connections, window } })] })(
  AppModule,
);

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
const mail = app.get(MailService);
if (plugin) mail.transporter.use('compile', addHeader);
await measure((message) => mail.send(message));
await app.close();

// The same with @nestjs-modules/mailer; it runs where that is installed.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MailerModule } from '@nestjs-modules/mailer';

class AppModule {}
Module({ imports: [MailerModule.forRoot({ transport: { host: '127.0.0.1', port: 2525 } })] })(AppModule);
await (await NestFactory.createApplicationContext(AppModule, { logger: false })).close();

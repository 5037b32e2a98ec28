// A Nest application that could send mail.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MailModule } from 'nestjs-spring-mail';

class AppModule {}
Module({ imports: [MailModule.forRoot({ host: '127.0.0.1', port: 2525 })] })(AppModule);
await (await NestFactory.createApplicationContext(AppModule, { logger: false })).close();

// A Nest application without mail.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

class AppModule {}
Module({})(AppModule);
await (await NestFactory.createApplicationContext(AppModule, { logger: false })).close();

import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { join } from 'node:path';
import { httpPort } from './address.js';
import { AppModule } from './app.module.js';
import { knownHost } from './known-host.js';
import { securityHeaders } from './security-headers.js';
import { explainStartFailure } from './start-failure.js';

try {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    abortOnError: false,
    bodyParser: false,
    // Nest would print a failed start with its stack, above what `explainStartFailure` says.
    logger: false,
  });
  app.useLogger(['error', 'warn']);
  // Nothing but JSON: a form on another site cannot post JSON here, so it cannot send mail in our name.
  app.useBodyParser('json');
  app.use(knownHost, securityHeaders);
  app.useStaticAssets(join(import.meta.dirname, '../public'));
  app.enableShutdownHooks();
  await app.listen(httpPort, '127.0.0.1');
  console.log(`The mailbox is open: ${await app.getUrl()}/mail`);
} catch (error) {
  console.error(explainStartFailure(error));
  process.exit(1);
}

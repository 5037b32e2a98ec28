import { Inject, type Provider } from '@nestjs/common';
import type { Mailers } from '../delivery/mailers.js';
import { MAILERS } from './tokens.js';

/** Injection token of a mailer. */
export function mailerToken(name: string): symbol {
  return Symbol.for(`nestjs-spring-mail:mailer:${name}`);
}

/**
 * Injects a mailer by its name under `nest.mail.mailers`. The name must be among `mailerNames` of `MailModule.forRoot`, or
 * configured in its options.
 *
 * @example
 * MailModule.forRoot({ mailerNames: ['billing'] })
 * constructor(@InjectMailer('billing') private readonly billing: Mailer) {}
 */
export function InjectMailer(name: string): ParameterDecorator & PropertyDecorator {
  return Inject(mailerToken(name));
}

/** Makes a mailer injectable; a name that is not configured stops the boot. */
export function mailerProvider(name: string): Provider {
  return {
    provide: mailerToken(name),
    useFactory: (mailers: Mailers) => mailers.get(name),
    inject: [MAILERS],
  };
}

import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { mailerProvider, mailerToken } from './inject-mailer.js';
import type { MailModuleOptions } from './mail-module-options.js';

/** What must be known before any provider exists. */
export interface MailModuleExtras {
  /** Exports `MailService` to the whole application. Default `true`. */
  readonly isGlobal?: boolean;
  /** Mailers that `@InjectMailer(name)` can ask for. Default: those in the options of `forRoot`. */
  readonly mailerNames?: readonly string[];
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<MailModuleOptions>({
    optionsInjectionToken: Symbol.for('nestjs-spring-mail:options'),
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createMailOptions')
    .setExtras<MailModuleExtras>({}, withExtras)
    .build();

function withExtras(
  module: DynamicModule,
  { isGlobal = true, mailerNames = [] }: MailModuleExtras,
): DynamicModule {
  return {
    ...module,
    global: isGlobal,
    providers: [...(module.providers ?? []), ...mailerNames.map(mailerProvider)],
    exports: [...(module.exports ?? []), ...mailerNames.map(mailerToken)],
  };
}

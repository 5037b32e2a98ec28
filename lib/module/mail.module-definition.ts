import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { MailModuleOptions } from '../config/mail-options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<MailModuleOptions>({
    optionsInjectionToken: Symbol.for('nestjs-spring-mail:options'),
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createMailOptions')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();

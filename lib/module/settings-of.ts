import { MailConfigError } from '../errors/mail-config.error.js';
import type { MailSettings } from '../config/mail-options.js';
import type { MailModuleOptions } from './mail-module-options.js';
import type { MailModuleExtras } from './mail.module-definition.js';

/** What is plugged in by value, or said to Nest; the compiler keeps the list whole. */
const PLUGS: Readonly<
  Record<Exclude<keyof (MailModuleOptions & MailModuleExtras), keyof MailSettings>, true>
> = {
  transport: true,
  interceptors: true,
  queue: true,
  isGlobal: true,
  mailerNames: true,
};

const NO_OPTIONS = {
  key: 'MailModule.forRoot',
  problem: 'got no options',
  advice: 'Pass an object, or return one from useFactory; {} reads the settings of the application.',
};

/** The settings among the options, with every key that is none of either, so that it can be named. */
export function settingsOf(options: MailModuleOptions): MailSettings {
  if (typeof options !== 'object' || options === null) throw new MailConfigError([NO_OPTIONS]);
  return Object.fromEntries(Object.entries(options).filter(([key]) => !Object.hasOwn(PLUGS, key)));
}

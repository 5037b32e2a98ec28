import { type ConfigFault, MailConfigError } from '../errors/mail-config.error.js';
import type { MailSettings } from '../config/mail-settings.js';
import type { MailModuleOptions } from './mail-module-options.js';
import type { MailModuleExtras } from './mail.module-definition.js';

/** What is plugged in by value, or said to Nest, and its type; the compiler keeps the list whole. */
const PLUGS: Readonly<
  Record<
    Exclude<keyof (MailModuleOptions & MailModuleExtras), keyof MailSettings>,
    'object' | 'function' | 'boolean'
  >
> = {
  transport: 'object',
  interceptors: 'object',
  queue: 'function',
  suppression: 'object',
  telemetry: 'function',
  textFromHtml: 'function',
  templates: 'object',
  isGlobal: 'boolean',
  mailerNames: 'object',
};

const NO_OPTIONS = {
  key: 'MailModule.forRoot',
  problem: 'got no options',
  advice: 'Pass an object, or return one from useFactory; {} reads the settings of the application.',
};

/** Other packages take settings there. */
const NO_TRANSPORT = {
  key: 'transport',
  problem: 'is nothing that sends mail',
  advice:
    'Write settings beside it: { host, port, username, password }; or pass createTransport(…) of nodemailer.',
  source: 'MailModule.forRoot',
};

/**
 * The settings among the options, with every key that is none of either, so that it can be named.
 * @throws MailConfigError when what is plugged in cannot be that
 */
export function settingsOf(options: MailModuleOptions): MailSettings {
  if (typeof options !== 'object' || options === null) throw new MailConfigError([NO_OPTIONS]);
  const faults = Object.entries(PLUGS).flatMap(([key, type]) =>
    plugFault(key, type, Reflect.get(options, key)),
  );
  if (faults.length > 0) throw new MailConfigError(faults);
  return Object.fromEntries(Object.entries(options).filter(([key]) => !Object.hasOwn(PLUGS, key)));
}

/** JavaScript, and settings that were read from a file, may say anything. */
function plugFault(key: string, type: string, value: unknown): ConfigFault[] {
  if (key === 'transport' && value !== undefined && !canSend(value)) return [NO_TRANSPORT];
  if (value === undefined || (typeof value === type && value !== null)) return [];
  const problem = `is ${value === null ? 'null' : `of type ${typeof value}`}, where something of type ${type} is plugged in`;
  return [{ key, problem, advice: 'See the types of MailModuleOptions.', source: 'MailModule.forRoot' }];
}

/** A transporter of nodemailer, or a transport of the user's own. */
function canSend(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ['sendMail', 'send'].some((method) => typeof Reflect.get(value, method) === 'function');
}

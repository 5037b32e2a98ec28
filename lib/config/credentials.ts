import type { ConfigReport } from './config-report.js';
import type { MailProperties } from './mail-properties.js';
import type { AuthMechanism, Credentials, OAuth2Config, PasswordSource } from './mailer-config.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SmtpSettings } from './smtp-settings.js';

/** PLAIN needs one round trip less than LOGIN; Angus would begin with LOGIN. */
const DEFAULT_MECHANISMS = ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const satisfies readonly AuthMechanism[];
const MECHANISMS: readonly AuthMechanism[] = [...DEFAULT_MECHANISMS, 'XOAUTH2'];

/** What credentials are read from. */
export interface CredentialsInput {
  readonly prefix: string;
  readonly properties: MailProperties;
  readonly smtp: SmtpSettings;
  /** A password from code instead of the settings. */
  readonly password: PasswordSource | undefined;
}

/** Reads who signs in, and reports half a sign-in: it would fail only when the first mail goes out. */
export function resolveCredentials(input: CredentialsInput, report: ConfigReport): Credentials | undefined {
  const { prefix, properties, smtp } = input;
  const username = usernameOf(properties, smtp);
  const password = input.password ?? (properties.password?.value || undefined);
  const asked = smtp.flag('auth') === true;
  if (username === undefined && password === undefined && !asked) return undefined;
  if (username === undefined) {
    report.fault(
      properties.username?.property ?? `${prefix}.username`,
      'is missing',
      `${quotes(properties.username?.property)}${missingAdvice(prefix, 'username', password !== undefined)}`,
    );
  }
  if (password === undefined) {
    report.fault(
      properties.password?.property ?? `${prefix}.password`,
      'is missing',
      `${quotes(properties.password?.property)}${missingAdvice(prefix, 'password', username !== undefined)}`,
    );
  }
  if (smtp.flag('auth') === false) {
    report.warn(
      smtp.property('auth')!,
      'has no effect when username and password are set',
      'Remove it, or remove the username and password.',
    );
  }
  const mechanisms = resolveMechanisms(smtp, report);
  if (username === undefined || password === undefined) return undefined;
  return { username, password: typeof password === 'function' ? password : () => password, mechanisms };
}

/** Reads whose tokens sign in; `tokens` is missing when that was reported. */
export function resolveTokenUser(
  { prefix, properties, smtp, password }: CredentialsInput,
  tokens: OAuth2Config | undefined,
  report: ConfigReport,
): Credentials | undefined {
  const username = usernameOf(properties, smtp);
  if (username === undefined) {
    const where = properties.username?.property ?? `${prefix}.username`;
    report.fault(where, 'is missing', 'Write the address of the account that the access tokens are for.');
  }
  if (password !== undefined || properties.password?.value) {
    const where = properties.password?.property ?? `${prefix}.password`;
    report.warn(where, 'has no effect beside nest.mail.oauth2', 'Remove it.');
  }
  const named = smtp.property('auth.mechanisms');
  if (named !== undefined && !/\bXOAUTH2\b/iu.test(named.value))
    report.fault(
      named,
      'leaves out XOAUTH2, which nest.mail.oauth2 signs in by',
      'Add XOAUTH2, or remove it.',
    );
  if (username === undefined || tokens === undefined) return undefined;
  return { username, oauth2: tokens, mechanisms: ['XOAUTH2'] };
}

function usernameOf(properties: MailProperties, smtp: SmtpSettings): string | undefined {
  return properties.username?.value || smtp.text('user') || smtp.session('mail.user') || undefined;
}

/** `password: #secret` is a comment. */
function quotes(property: ResolvedProperty | undefined): string {
  return property?.cut === true ? 'A value that begins with # stands in quotes. ' : '';
}

function missingAdvice(prefix: string, name: 'username' | 'password', otherIsSet: boolean): string {
  const variable = `${prefix}.${name}`.replaceAll('-', '').replaceAll('.', '_').toUpperCase();
  const other = name === 'username' ? 'password' : 'username';
  const way = otherIsSet ? `remove ${prefix}.${other}` : `remove mail.smtp.auth`;
  return `Set it, or give it by the environment variable ${variable}; for a server without sign-in ${way}.`;
}

function resolveMechanisms(smtp: SmtpSettings, report: ConfigReport): readonly AuthMechanism[] {
  const sasl = smtp.flag('sasl.enable') === true;
  const key = sasl ? 'sasl.mechanisms' : 'auth.mechanisms';
  const names = smtp.words(key)?.map((name) => name.toUpperCase());
  if (names === undefined) return defaultMechanisms(smtp, report);
  const usable = MECHANISMS.filter((mechanism) => names.includes(mechanism)).toSorted(
    (a, b) => names.indexOf(a) - names.indexOf(b),
  );
  if (usable.length === 0 || (sasl && !usable.includes('XOAUTH2'))) {
    report.fault(
      smtp.property(key)!,
      'names no sign-in method that is spoken here',
      `Write one or more of ${MECHANISMS.join(', ')}.`,
    );
  }
  return usable;
}

function defaultMechanisms(smtp: SmtpSettings, report: ConfigReport): readonly AuthMechanism[] {
  const off = (['plain', 'login'] as const)
    .filter((name) => smtp.flag(`auth.${name}.disable`) === true)
    .map((name) => name.toUpperCase());
  const xoauth2 = smtp.flag('auth.xoauth2.disable') === false;
  if (smtp.flag('sasl.enable') === true) {
    report.fault(
      smtp.property('sasl.enable')!,
      'needs mail.smtp.sasl.mechanisms: XOAUTH2',
      'Add it, or remove mail.smtp.sasl.enable.',
    );
  }
  return [
    ...DEFAULT_MECHANISMS.filter((mechanism) => !off.includes(mechanism)),
    ...(xoauth2 ? (['XOAUTH2'] as const) : []),
  ];
}

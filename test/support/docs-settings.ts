import { generateKeyPairSync } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { parseAllDocuments } from 'yaml';
import type { MailConfig } from '../../lib/config/mailer-config.js';
import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import { describeFault, MailConfigError } from '../../lib/errors/mail-config.error.js';
import type { DocsBlock } from './docs-code.js';
import { withFolder } from './temporary-folder.js';

type Settings = Pick<DocsBlock, 'code'>;

/** The settings of a block, read as an application reads them. */
export function settingsOf({ code }: Settings): MailConfig {
  const isFile = /^(?:spring|nest)\b/mu.test(code);
  const env = isFile ? {} : variablesOf(code);
  const files = {
    // What stands in `config/` wins, so blocks of a few keys have a mail server, too; a host wins over a preset.
    'application.yml': code.includes('preset:') ? '' : 'spring.mail.host: smtp.example.org',
    ...(isFile && { 'config/application.yml': code }),
    ...keyFiles,
  };
  return withFolder(files, (directory) =>
    resolveMailConfig({ load: { directory, env: { ...secretsOf(code), ...env }, argv: [] } }),
  );
}

/** What an application with these settings says about them while it starts, be it a fault or a warning. */
export function settingsFaults(block: Settings): string[] {
  try {
    return settingsOf(block).warnings.map(describeFault);
  } catch (error) {
    if (error instanceof MailConfigError) return error.faults.map(describeFault);
    throw error;
  }
}

/** The variables of services of docker-compose, or of containers and config maps of Kubernetes. */
function variablesOf(code: string): Record<string, string> {
  return Object.assign({}, ...parseAllDocuments(code).map((document) => variablesBelow(document.toJS())));
}

/** `NAME: value`, or `name: NAME` beside a value or the place of a secret. */
function variablesBelow(node: unknown): Record<string, string> {
  if (typeof node !== 'object' || node === null) return {};
  if ('name' in node && isVariable(node.name))
    return { [node.name]: 'value' in node ? String(node.value) : SECRET };
  return Object.assign(
    {},
    ...Object.entries(node).map(([name, value]: [string, unknown]) =>
      isVariable(name) ? { [name]: String(value) } : variablesBelow(value),
    ),
  );
}

function isVariable(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/u.test(name);
}

const SECRET = 'a-secret-of-forty-letters-as-they-should-be';

/** Names that are read from the environment have a value there; so have passwords that no file holds. */
function secretsOf(code: string): Record<string, string> {
  const names = Array.from(
    code.matchAll(/\$\{([A-Z_]+)\}|# ([A-Z_]+)$/gmu),
    ([, placeholder, comment]) => placeholder ?? comment ?? '',
  );
  return Object.fromEntries(names.map((name) => [name, SECRET]));
}

const pem = (type: 'rsa' | 'ed25519'): string => {
  const { privateKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};

/** The files that blocks name. */
const keyFiles = {
  'dkim.pem': pem('rsa'),
  'ed25519.pem': pem('ed25519'),
  'company-ca.pem': rootCertificates[0] ?? '',
};

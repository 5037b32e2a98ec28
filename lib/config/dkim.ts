import { domainToASCII } from 'node:url';
import type { DkimKey } from '../message/dkim/dkim-key.js';
import type { ConfigReport } from './config-report.js';
import { readPrivateKey } from './dkim-private-key.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import { PropertyName } from './spring/property-name.js';
import type { SpringEnvironment } from './spring/spring-environment.js';
import { reportUnread } from './unknown-keys.js';

/** Keys of one DKIM key. */
const NAMES = ['domain', 'selector', 'private-key', 'private-key-password'] as const;
const NEEDED = ['domain', 'selector', 'private-key'] as const;

const LABELS = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*$/u;

type Setting = (name: (typeof NAMES)[number]) => ResolvedProperty | undefined;

/**
 * Reads `nest.mail.dkim`: one key, and further ones below `keys`. A key that cannot sign stops the boot, because receivers
 * would take its mails for forged ones, or for unsigned.
 */
export function resolveDkim(
  environment: SpringEnvironment,
  nestPrefix: string,
  directory: string,
  report: ConfigReport,
): readonly DkimKey[] {
  const prefix = `${nestPrefix}.dkim`;
  return [prefix, ...furtherKeys(environment, `${prefix}.keys`, report)].flatMap((section) => {
    const setting: Setting = (name) => environment.property(`${section}.${name}`);
    return readKey(setting, section, directory, report) ?? [];
  });
}

function furtherKeys(environment: SpringEnvironment, prefix: string, report: ConfigReport): string[] {
  const names = environment.names(prefix).map(({ path }) => path[PropertyName.parse(prefix).length] ?? '');
  const sections = [...new Set(names)].map((name) =>
    /^[a-z][\w-]*$/iu.test(name) ? `${prefix}.${name}` : `${prefix}[${name}]`,
  );
  for (const section of sections) reportUnread(environment, section, NAMES, report);
  return sections;
}

function readKey(
  setting: Setting,
  section: string,
  directory: string,
  report: ConfigReport,
): DkimKey | undefined {
  if (NAMES.every((name) => setting(name) === undefined)) return undefined;
  const missing = NEEDED.filter((name) => !setting(name)?.value);
  for (const name of missing)
    report.fault(setting(name) ?? `${section}.${name}`, 'is missing', `Set it, or remove ${section}.`);
  const domain = hostName(setting('domain'), domainToASCII, 'example.org', report);
  const selector = hostName(setting('selector'), (text) => text, 'mail2026', report);
  const passphrase = setting('private-key-password');
  const key = readPrivateKey({ property: setting('private-key'), passphrase, directory }, report);
  if (domain === undefined || selector === undefined || key === undefined) return undefined;
  return Object.freeze({ domain, selector, key });
}

function hostName(
  property: ResolvedProperty | undefined,
  toAscii: (text: string) => string,
  example: string,
  report: ConfigReport,
): string | undefined {
  if (property === undefined || property.value === '' || report.faultUnresolved(property)) return undefined;
  // As written: a selector such as 20260101 is a number in YAML.
  const name = toAscii(property.text.trim()).toLowerCase();
  if (LABELS.test(name) && name.length < 250) return name;
  report.fault(property, 'is not a name of the DNS', `Write letters, digits and dashes, such as ${example}.`);
  return undefined;
}

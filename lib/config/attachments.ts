import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { ConfigReport } from './config-report.js';
import type { AttachmentsConfig } from './mailer-config.js';
import { positiveDuration, positiveSize } from './positive.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

const MAX_SIZE = 25 * 2 ** 20;
const TIMEOUT = 30_000;

/** Reads what files a mail may load. It holds for all mailers, as the messages come from the same program. */
export function resolveAttachments(
  environment: SpringEnvironment,
  directory: string,
  report: ConfigReport,
): AttachmentsConfig {
  const property = (name: string): ResolvedProperty | undefined =>
    environment.property(`nest.mail.attachments.${name}`);
  const roots = environment.list('nest.mail.attachments.roots') ?? [];
  const hosts = (environment.list('nest.mail.attachments.hosts') ?? []).map((host) => hostOf(host, report));
  return {
    roots: roots.flatMap((root) => folder(root, directory, report)),
    origins: hosts.flatMap(({ origin }) => origin ?? []),
    networks: hosts.flatMap(({ network }) => network ?? []),
    maxSize: positiveSize(property('max-size'), report) ?? MAX_SIZE,
    timeout: positiveDuration(property('timeout'), report) ?? TIMEOUT,
  };
}

function folder(property: ResolvedProperty, directory: string, report: ConfigReport): string[] {
  if (report.faultUnresolved(property)) return [];
  const path = property.value.trim();
  if (path !== '') return [resolve(directory, path)];
  report.fault(property, 'is empty', 'Write the path of a folder.');
  return [];
}

interface Host {
  readonly origin?: string;
  readonly network?: string;
}

function hostOf(property: ResolvedProperty, report: ConfigReport): Host {
  if (report.faultUnresolved(property)) return {};
  const text = property.value.trim();
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (
    version > 0 &&
    bits !== undefined &&
    /^\d{1,3}$/u.test(bits) &&
    Number(bits) <= (version === 4 ? 32 : 128)
  ) {
    return { network: text };
  }
  if (version > 0 && bits === undefined) {
    return { origin: `https://${version === 6 ? `[${address}]` : address}`, network: address };
  }
  const origin = originOf(text);
  if (origin === undefined) {
    // What stands before an @ may be a password, and a fault shows the value.
    report.fault(
      text.includes('@') ? property.key : property,
      'is not a host',
      'Write a host such as cdn.example.org, or http://host:port.',
    );
    return {};
  }
  const { hostname } = new URL(origin);
  return { origin, ...(isIP(hostname) > 0 && { network: hostname }) };
}

/** `undefined` for more than a host: a path would look as if only that were allowed. */
function originOf(text: string): string | undefined {
  const address = /^https?:\/\//iu.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.href === `${url.origin}/` && /^[\w.[\]:-]+$/u.test(url.hostname) ? url.origin : undefined;
}

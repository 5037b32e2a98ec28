import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { ConfigReport } from './config-report.js';
import type { TlsConfig } from './mailer-config.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** PEM texts that `tls.connect` takes. */
export type TlsMaterial = Pick<TlsConfig, 'ca' | 'cert' | 'key' | 'passphrase'>;

const PEM = /-----BEGIN [A-Z ]+-----/u;

/**
 * Reads `spring.ssl.bundle.pem.<name>`: what to trust, and the client certificate.
 * Values are PEM text, a file (`file:`, `classpath:`, a path) or `base64:…`, as in Spring.
 * @param directory base of relative paths
 */
export function resolveBundle(
  name: ResolvedProperty,
  environment: SpringEnvironment,
  directory: string,
  report: ConfigReport,
): TlsMaterial {
  const prefix = `spring.ssl.bundle.pem.${name.value}`;
  if (environment.names(prefix).length === 0) {
    reportMissing(name, environment, report);
    return {};
  }
  const read = (key: string): string | undefined => {
    const property = environment.property(`${prefix}.${key}`);
    return property === undefined || property.value === '' ? undefined : pem(property, directory, report);
  };
  const material = {
    ca: read('truststore.certificate'),
    cert: read('keystore.certificate'),
    key: read('keystore.private-key'),
    passphrase: environment.property(`${prefix}.keystore.private-key-password`)?.value,
  };
  return usable(name, material, report);
}

function reportMissing(name: ResolvedProperty, environment: SpringEnvironment, report: ConfigReport): void {
  const jks = `spring.ssl.bundle.jks.${name.value}`;
  if (environment.names(jks).length === 0) {
    report.fault(
      name,
      'names a bundle that is not configured',
      `Configure spring.ssl.bundle.pem.${name.value}, or remove the key.`,
    );
    return;
  }
  report.fault(
    name,
    'names a Java key store, which Node cannot read',
    `Convert it (keytool -importkeystore -srckeystore store.jks -destkeystore store.p12 -deststoretype PKCS12, then openssl pkcs12 -in store.p12 -nokeys -out ca.pem) and configure spring.ssl.bundle.pem.${name.value}.`,
  );
}

function pem(property: ResolvedProperty, directory: string, report: ConfigReport): string | undefined {
  try {
    const text = pemText(property.value, directory);
    if (PEM.test(text)) return text;
    report.fault(
      property,
      'holds no PEM text',
      'Give a file that begins with -----BEGIN, or that text itself.',
    );
  } catch (error) {
    report.fault(
      property,
      `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'})`,
      'Check the path; relative paths begin at the folder of the configuration.',
    );
  }
  return undefined;
}

function pemText(value: string, directory: string): string {
  if (PEM.test(value)) return value;
  if (value.startsWith('base64:'))
    return Buffer.from(value.slice('base64:'.length), 'base64').toString('latin1');
  const path = value.startsWith('file://')
    ? fileURLToPath(value)
    : value.replace(/^(?:file|classpath):/u, '');
  return readFileSync(
    isAbsolute(path) && !value.startsWith('classpath:') ? path : join(directory, path),
    'latin1',
  );
}

/** A certificate without its key, or a key that does not fit, fails here and not in the first connection. */
function usable(
  name: ResolvedProperty,
  all: Record<keyof TlsMaterial, string | undefined>,
  report: ConfigReport,
): TlsMaterial {
  const material: TlsMaterial = Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  );
  try {
    createSecureContext(material);
  } catch (error) {
    report.fault(
      name,
      `names a bundle that TLS cannot use (${error instanceof Error && 'code' in error ? String(error.code) : 'no code'})`,
      'Check that certificate, private key and its password belong together.',
    );
  }
  return material;
}

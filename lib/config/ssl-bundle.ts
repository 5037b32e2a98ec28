import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { ConfigReport } from './config-report.js';
import { defined } from './defined.js';
import { convertJavaKeyStore } from './java-key-store.js';
import { readBoolean } from './spring/conversion.js';
import { errorCode } from './spring/error-code.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';
import { BUNDLE_KEYS } from './ssl-bundle-keys.js';
import { pemFile, pemText, reloadingMaterial, type TlsMaterial } from './tls-material.js';
import { reportUnread } from './unknown-keys.js';

const CERTIFICATE = /-----BEGIN [A-Z0-9 ]*CERTIFICATE-----[^]*?-----END [A-Z0-9 ]*CERTIFICATE-----/gu;

/** A bundle that a mailer names. */
export interface BundleInput {
  /** `spring.mail.ssl.bundle` */
  readonly name: ResolvedProperty;
  readonly environment: SpringEnvironment;
  /** Base of relative paths. */
  readonly directory: string;
}

/**
 * Reads `spring.ssl.bundle.pem.<name>`: what to trust, and the client certificate. The result is asked for each connection.
 * Values are PEM text, a file (`file:`, `classpath:`, a path) or `base64:…`, as in Spring.
 */
export function resolveBundle(
  { name, environment, directory }: BundleInput,
  report: ConfigReport,
): (() => TlsMaterial) | undefined {
  const prefix = `spring.ssl.bundle.pem.${name.value}`;
  if (environment.names(prefix).length === 0) return reportMissing(name, environment, report);
  reportKeys(environment, prefix, report);
  const property = (key: keyof typeof BUNDLE_KEYS): ResolvedProperty | undefined => {
    const found = environment.property(`${prefix}.${key}`);
    return found?.value === '' ? undefined : found;
  };
  const ca = property('truststore.certificate');
  const cert = property('keystore.certificate');
  const key = property('keystore.private-key');
  const passphrase = property('keystore.private-key-password')?.text;
  const written = [ca, cert, key].filter((one) => one !== undefined);
  const isReadable = written.map((one) => reportUnreadable(one, directory, report)).every((fault) => !fault);
  if (!isReadable || reportHalfPair({ cert, key, prefix }, report)) return undefined;
  if (ca !== undefined && reportNoCertificate(ca, directory, report)) return undefined;

  const text = (one: ResolvedProperty | undefined) => one && pemText(one.value, directory);
  const read = (): TlsMaterial => {
    const material = defined({ ca: text(ca), cert: text(cert), key: text(key), passphrase });
    createSecureContext(material);
    return material;
  };
  const first = reportUnusable(read, name, report);
  const reload = property('reload-on-update');
  if (first === undefined || reload === undefined || report.collect(() => readBoolean(reload)) !== true)
    return first && (() => first);
  const files = written.flatMap(({ value }) => pemFile(value, directory) ?? []);
  return reloadingMaterial(first, files, read, (error) => warnOfReload(prefix, error));
}

function reportMissing(
  name: ResolvedProperty,
  environment: SpringEnvironment,
  report: ConfigReport,
): undefined {
  const java = convertJavaKeyStore(name.value, environment);
  report.fault(
    name,
    java === undefined
      ? 'names a bundle that is not configured'
      : 'names a Java key store, which Node cannot read',
    java ??
      `Configure spring.ssl.bundle.pem.${name.value}, in code sslBundles.${name.value}, or remove the key.`,
  );
}

function reportKeys(environment: SpringEnvironment, prefix: string, report: ConfigReport): void {
  for (const [key, { effect, note }] of Object.entries(BUNDLE_KEYS)) {
    const property = environment.property(`${prefix}.${key}`);
    if (property !== undefined && effect === 'ignored')
      report.warnAt(property, 'has no effect', `${note}. Remove it.`);
  }
  reportUnread(environment, prefix, Object.keys(BUNDLE_KEYS), report);
}

/** Tells what is wrong with a setting that should name PEM text; `true` then. */
export function reportUnreadable(
  property: ResolvedProperty,
  directory: string,
  report: ConfigReport,
): boolean {
  if (report.faultUnresolved(property)) return true;
  try {
    if (pemText(property.value, directory) !== undefined) return false;
    report.fault(
      property,
      'holds no PEM text',
      'Give a file that begins with -----BEGIN, or that text itself.',
    );
  } catch (error) {
    report.fault(
      property,
      `cannot be read (${errorCode(error) ?? 'unreadable'})`,
      'Check the path; relative paths begin at the folder of the configuration.',
    );
  }
  return true;
}

/** TLS passes over a certificate to trust that it cannot read; the server's is then nobody's. */
function reportNoCertificate(property: ResolvedProperty, directory: string, report: ConfigReport): boolean {
  const certificates = pemText(property.value, directory)?.match(CERTIFICATE) ?? [];
  if (certificates.length > 0 && certificates.every(isCertificate)) return false;
  report.fault(
    property,
    'holds no certificate that can be read',
    'Copy it whole, from -----BEGIN to END-----.',
  );
  return true;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).serialNumber !== '';
  } catch {
    return false;
  }
}

function reportHalfPair(
  {
    cert,
    key,
    prefix,
  }: { cert: ResolvedProperty | undefined; key: ResolvedProperty | undefined; prefix: string },
  report: ConfigReport,
): boolean {
  const [half, other] = cert === undefined ? [key, 'keystore.certificate'] : [cert, 'keystore.private-key'];
  if (half === undefined || (cert !== undefined && key !== undefined)) return false;
  report.fault(half, 'is half of a client certificate', `Set ${prefix}.${other} too, or remove it.`);
  return true;
}

/** A key that does not fit its certificate fails here and not in the first connection. */
function reportUnusable(
  read: () => TlsMaterial,
  name: ResolvedProperty,
  report: ConfigReport,
): TlsMaterial | undefined {
  try {
    return read();
  } catch (error) {
    report.fault(
      name,
      `names a bundle that TLS cannot use (${errorCode(error) ?? 'no code'})`,
      'Check that certificate, private key and its password belong together.',
    );
    return undefined;
  }
}

/** Mail goes on with what was read before, so nothing fails that could tell. */
function warnOfReload(prefix: string, error: unknown): void {
  process.emitWarning(
    `The files of ${prefix} have changed and cannot be used (${errorCode(error) ?? 'no PEM text'}); those read before stay in use. ` +
      'Check that certificate, private key and its password belong together.',
    { code: 'MAIL_SSL_BUNDLE' },
  );
}

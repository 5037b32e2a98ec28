import type { ConfigReport } from './config-report.js';
import type { Endpoint } from './endpoint.js';
import type { TlsConfig } from './mailer-config.js';
import type { NestProperties } from './nest-properties.js';
import { readBoolean } from './spring/conversion.js';
import type { ResolvedProperty } from './spring/resolved-property.js';

/** SHA-256 in hexadecimal, as `openssl x509 -fingerprint -sha256` prints it, or without its colons. */
const FINGERPRINT = /^(?:sha-?256(?: fingerprint)?[:= ])?(?<hex>[\da-f]{2}(?::?[\da-f]{2}){31})$/iu;

/** Reads the certificates that a mail server may show, in the form that Node gives them: `AA:BB:…`. */
export function resolveFingerprints(
  property: ResolvedProperty | undefined,
  report: ConfigReport,
): readonly string[] | undefined {
  const written = property?.value.split(',').map((one) => one.trim());
  if (property === undefined || written === undefined || property.value.trim() === '') return undefined;
  const read = written.map((one) => FINGERPRINT.exec(one)?.groups?.['hex']);
  if (read.every((hex) => hex !== undefined)) return read.map(withColons);
  report.fault(
    property,
    'is not a SHA-256 fingerprint',
    'Write the 64 hexadecimal digits that "openssl x509 -in server.pem -noout -fingerprint -sha256" prints; several with commas.',
  );
  return undefined;
}

/** Reads whether every server on the way has to use TLS. */
export function resolveRequireTls(
  property: ResolvedProperty | undefined,
  { verifyChain, fingerprints }: TlsConfig,
  report: ConfigReport,
): boolean | undefined {
  const asked = property && report.collect(() => readBoolean(property));
  // RFC 8689 section 4.2.1.
  if (property !== undefined && asked === true && !verifyChain && fingerprints === undefined)
    report.fault(property, 'needs a certificate that is checked', 'Remove mail.smtp.ssl.trust.');
  return asked ?? undefined;
}

/** Who asks for a certificate or for TLS on the whole way does not send in clear: STARTTLS has to be there then. */
export function withDemands(
  endpoint: Endpoint,
  { fingerprints, requireTls }: TlsConfig,
  { property }: Pick<NestProperties, 'property'>,
  report: ConfigReport,
): Endpoint {
  const asking =
    (fingerprints && property('tls.fingerprint')) ?? (requireTls && property('tls.requiretls')) ?? undefined;
  if (asking === undefined || asking === false) return endpoint;
  const advice = 'Set mail.smtp.starttls.enable: true, or mail.smtp.ssl.enable: true.';
  if (endpoint.security === 'none') report.fault(asking, 'needs TLS', advice);
  return endpoint.security === 'starttls-if-offered' ? { ...endpoint, security: 'starttls' } : endpoint;
}

function withColons(hex: string): string {
  const digits = hex.replaceAll(':', '').toUpperCase();
  return digits.match(/../gu)?.join(':') ?? digits;
}

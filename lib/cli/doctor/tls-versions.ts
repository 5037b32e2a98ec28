import type { SecureVersion } from 'node:tls';
import { connectSmtp } from '../../smtp/connect.js';
import type { SmtpConnectConfig } from '../../smtp/connect-config.js';

const VERSIONS: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
/** Milliseconds for one version, in all. */
const LIMIT = 3000;

/** The versions that a server speaks, one connection each. Nothing is trusted to it, and nobody signs in. */
export async function spokenVersions(config: SmtpConnectConfig): Promise<readonly string[]> {
  const spoken = [];
  for (const version of VERSIONS) if (await speaks(config, version)) spoken.push(version);
  return spoken;
}

async function speaks(config: SmtpConnectConfig, version: SecureVersion): Promise<boolean> {
  const timeouts = { connect: LIMIT, greeting: LIMIT, setup: LIMIT };
  const tls = {
    ...config.tls,
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    minVersion: version,
    maxVersion: version,
    // OpenSSL has no TLS below 1.2 at its usual level.
    ciphers: 'DEFAULT@SECLEVEL=0',
  };
  const blind = { ...config, tls, timeouts, authentication: undefined, fingerprints: undefined };
  const line = await connectSmtp(blind).catch(() => undefined);
  line?.close();
  return line?.encrypted === true;
}

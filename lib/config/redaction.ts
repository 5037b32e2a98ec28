const SECRET_KEY = /passw|secret|token(?!-?url)|private[-_]?key|passphrase|credential/iu;

/** Stands where a secret was. */
const MASK = '***';

/** Tells by its name whether a setting holds something that must not be printed. */
function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}

/** The value as it may be printed. */
export function redacted(key: string, value: string): string {
  return isSecretKey(key) && value !== '' ? MASK : value;
}

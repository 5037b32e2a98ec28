/** What the mail server offers, read from its answer to EHLO. */
export interface ServerExtensions {
  /** Several commands may be written at once (RFC 2920). */
  readonly pipelining: boolean;
  /** Content may be sent by length with BDAT (RFC 3030). */
  readonly chunking: boolean;
  /** MAIL may declare the size (RFC 1870). */
  readonly size: boolean;
  /** Largest mail in bytes; `undefined` when the server names no limit. */
  readonly maxSize: number | undefined;
  /** Content may hold bytes above 127 (RFC 6152). */
  readonly eightBitMime: boolean;
  /** Addresses and headers may be UTF-8 (RFC 6531). */
  readonly smtpUtf8: boolean;
  /** Delivery reports can be asked for (RFC 3461). */
  readonly dsn: boolean;
  /** The mail can be held to TLS on its whole way (RFC 8689). */
  readonly requireTls: boolean;
  /** SASL mechanisms in upper case, in the server's order; `undefined` when AUTH is not offered (RFC 4954). */
  readonly auth: readonly string[] | undefined;
}

/** The lines behind the greeting line, each split into words. `AUTH=LOGIN` is how some old servers write `AUTH LOGIN`. */
function keywords(ehlo: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of ehlo.split(/\r?\n/).slice(1)) {
    const [keyword = '', ...values] = line
      .slice(4)
      .trim()
      .split(/[\s=]+/);
    const name = keyword.toUpperCase();
    const known = found.get(name) ?? [];
    for (const value of values) if (value !== '') known.push(value);
    found.set(name, known);
  }
  return found;
}

/** Reads the server's answer to EHLO, lines with their codes; anything that is not a 250 offers nothing. */
export function parseEhlo(ehlo: string): ServerExtensions {
  const found = keywords(ehlo.startsWith('250') ? ehlo : '');
  // A server may say SIZE 0: it has a limit but names none (RFC 1870 section 4).
  const maxSize = Number(found.get('SIZE')?.[0]);
  return {
    pipelining: found.has('PIPELINING'),
    chunking: found.has('CHUNKING'),
    size: found.has('SIZE'),
    maxSize: maxSize > 0 ? maxSize : undefined,
    eightBitMime: found.has('8BITMIME'),
    smtpUtf8: found.has('SMTPUTF8'),
    dsn: found.has('DSN'),
    requireTls: found.has('REQUIRETLS'),
    auth: found.get('AUTH')?.map((mechanism) => mechanism.toUpperCase()),
  };
}

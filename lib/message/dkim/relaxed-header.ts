/** A header field in the `relaxed` form of RFC 6376 section 3.4.2, without its line end. */
export function relaxedField(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/gu, ' ');
  return `${field.slice(0, colon).trim().toLowerCase()}:${value.trim()}`;
}

/** A secret in every form in which a server could quote it; what is too short to tell from other text is left out. */
export function formsOf(...secrets: readonly (string | undefined)[]): readonly string[] {
  return secrets
    .filter((secret) => secret !== undefined)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    .filter((form) => form.length > 3);
}

/** The text with stars where it holds one of the secrets. */
export function hide(text: string, secrets: readonly string[]): string {
  return secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}

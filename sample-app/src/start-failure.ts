function isPortInUse(error: unknown): error is Error & { readonly port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
}

/** What to print when the application cannot start: what is wrong and what to do, without a stack. */
export function explainStartFailure(error: unknown): string {
  // That of the mail server is the cause of a MailConfigError.
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (isPortInUse(cause)) {
    return (
      `Port ${cause.port} is in use by another program. Stop that program, or choose other ports: ` +
      'PORT=3001 SPRING_MAIL_PORT=2526 npm start (PORT is the page, SPRING_MAIL_PORT the mail server).'
    );
  }
  return error instanceof Error ? error.message : String(error);
}

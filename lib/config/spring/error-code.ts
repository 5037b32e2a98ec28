/** The code of an error of the operating system, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  // No `instanceof`: a test runner's realm has an `Error` of its own.
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

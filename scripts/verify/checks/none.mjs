/** Fails with the ones that should not be there. */
export function expectNone(found, what) {
  if (found.length > 0) throw new Error(`${what}: ${found.join(', ')}`);
}

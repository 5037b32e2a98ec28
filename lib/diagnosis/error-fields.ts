/** Copying leaves `cause` and `errors` out, which errors keep to themselves. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {};
  return { ...value, cause: Reflect.get(value, 'cause'), errors: Reflect.get(value, 'errors') };
}

/** A value that is a text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Header fields by name, whose case does not matter (RFC 5322 section 1.2.2); their order is kept. */
export class MimeHeaders {
  readonly #byName = new Map<string, { readonly name: string; values: string[] }>();

  get(name: string): string[] | null {
    const header = this.#byName.get(name.toLowerCase());
    return header === undefined ? null : [...header.values];
  }

  set(name: string, value: string): void {
    this.#byName.set(name.toLowerCase(), { name, values: [value] });
  }

  add(name: string, value: string): void {
    const header = this.#byName.get(name.toLowerCase());
    if (header === undefined) this.set(name, value);
    else header.values.push(value);
  }

  remove(name: string): void {
    this.#byName.delete(name.toLowerCase());
  }

  /** Those without a field of their own in a message of the core. */
  others(own: ReadonlySet<string>): Record<string, string[]> {
    return Object.fromEntries(
      [...this.#byName].filter(([key]) => !own.has(key)).map(([, { name, values }]) => [name, [...values]]),
    );
  }
}

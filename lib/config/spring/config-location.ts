const optionalPrefix = 'optional:';

/** One entry of `spring.config.import` or of `spring.config.location`. */
export interface ConfigLocation {
  /** Without `optional:`. */
  readonly value: string;
  readonly optional: boolean;
  /** Where it was written, for errors. */
  readonly key: string;
  readonly source: string;
}

/** Reads an entry as it was written. */
export function readLocation(written: string, key: string, source: string): ConfigLocation {
  const optional = written.startsWith(optionalPrefix);
  return { value: optional ? written.slice(optionalPrefix.length) : written, optional, key, source };
}

/** The places that a location with semicolons names; they count as one when profiles are applied. */
export function splitLocation({ value, optional, key, source }: ConfigLocation): readonly ConfigLocation[] {
  return `${optional ? optionalPrefix : ''}${value}`
    .split(';')
    .map((part) => readLocation(part, key, source))
    .filter((part) => part.value !== '');
}

/** What a file without a telling name holds: `[.yaml]`, `[extension=.yaml]`, `[encoding=utf-8]`. */
export interface FileHint {
  readonly name: string;
  readonly extension: string | undefined;
  readonly encoding: string | undefined;
}

/** Takes the hints in brackets off a location. */
export function readFileHint(location: string): FileHint {
  const attributes = new Map<string, string>();
  const name = location.replaceAll(/\[([^\][]*)\]/g, (_, hint: string) => {
    const equals = hint.indexOf('=');
    const attribute = equals === -1 ? 'extension' : hint.slice(0, equals).trim();
    if (hint.trim() !== '') attributes.set(attribute, hint.slice(equals + 1).trim());
    return '';
  });
  const extension = attributes.get('extension');
  return {
    name,
    extension: extension?.startsWith('.') === true ? extension : undefined,
    encoding: attributes.get('encoding'),
  };
}

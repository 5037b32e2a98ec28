import { MailConfigError } from '../../errors/mail-config.error.js';
import { PropertyName } from './property-name.js';
import { DocumentSource, type PropertySource } from './property-source.js';

const optionPrefix = '--';

function* options(argv: readonly string[]): Generator<[key: string, value: string | undefined]> {
  for (const argument of argv) {
    if (argument === optionPrefix) return;
    if (!argument.startsWith(optionPrefix)) continue;
    const option = argument.slice(optionPrefix.length);
    const equals = option.indexOf('=');
    if (equals === 0) {
      throw new MailConfigError([
        {
          key: optionPrefix,
          problem: 'has a value and no name',
          advice: 'Write `--name=value`.',
          source: 'command line',
        },
      ]);
    }
    yield equals === -1 ? [option, undefined] : [option.slice(0, equals), option.slice(equals + 1)];
  }
}

/** `--name=value` arguments; the values of a repeated name are joined by commas, and `--` ends the options. */
export function commandLineSource(argv: readonly string[]): PropertySource {
  const values = new Map<string, string[]>();
  for (const [key, value] of options(argv)) {
    values.set(key, [...(values.get(key) ?? []), ...(value === undefined ? [] : [value])]);
  }
  return new DocumentSource(
    Array.from(values, ([key, parts]) => ({
      name: PropertyName.parse(key),
      key,
      value: parts.join(','),
      text: parts.join(','),
      type: 'string',
      origin: { kind: 'command line', description: `command line --${key}` },
    })),
  );
}

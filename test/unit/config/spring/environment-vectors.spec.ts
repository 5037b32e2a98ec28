import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readBoolean, readDuration, readInteger } from '../../../../lib/config/spring/conversion.js';
import { loadSpringEnvironment } from '../../../../lib/config/spring/load-spring-environment.js';
import { MailConfigError } from '../../../../lib/errors/mail-config.error.js';
import type { ResolvedProperty } from '../../../../lib/config/spring/resolved-property.js';
import type { SpringEnvironment } from '../../../../lib/config/spring/spring-environment.js';
import { withFolder } from '../../../support/temporary-folder.js';

type Reading = 'get' | 'ints' | 'bools' | 'durations' | 'map' | 'list';

interface Vector extends Partial<Record<Reading, string[]>> {
  readonly id: string;
  readonly files?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly args?: string[];
  readonly systemProperties?: Record<string, string>;
  readonly expected?: unknown;
  readonly error?: string;
}

const { vectors }: { vectors: Vector[] } = JSON.parse(
  readFileSync('test/vectors/spring-environment.json', 'utf8'),
);

function convert(convertProperty: (property: ResolvedProperty) => unknown) {
  return (environment: SpringEnvironment, name: string) => {
    const property = environment.property(name);
    return property === undefined ? null : convertProperty(property);
  };
}

const readings: Readonly<Record<Reading, (environment: SpringEnvironment, name: string) => unknown>> = {
  get: convert(({ value }) => value),
  ints: convert(readInteger),
  bools: convert(readBoolean),
  durations: convert(readDuration),
  map: (environment, name) =>
    Object.fromEntries(Array.from(environment.map(name), ([key, { value }]) => [key, value])),
  list: (environment, name) => environment.list(name)?.map(({ value }) => value) ?? null,
};

function orError(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof MailConfigError) return { error: true };
    throw error;
  }
}

function observe(vector: Vector): unknown {
  return withFolder(vector.files ?? {}, (directory) => {
    const inFolder = (text: string) => text.replaceAll('${DIR}', directory);
    const env = Object.entries(vector.env ?? {}).map(([name, value]) => [name, inFolder(value)] as const);
    const environment = loadSpringEnvironment({
      directory,
      env: Object.fromEntries(env),
      argv: (vector.args ?? []).map(inFolder),
      systemProperties: vector.systemProperties ?? {},
    });
    const kinds = (['get', 'ints', 'bools', 'durations', 'map', 'list'] as const).filter(
      (kind) => (vector[kind] ?? []).length > 0,
    );
    const observed = kinds.map((kind) => {
      const values = (vector[kind] ?? []).map((name) => [
        name,
        orError(() => readings[kind](environment, name)),
      ]);
      return [kind, Object.fromEntries(values)];
    });
    return { profiles: environment.activeProfiles, ...Object.fromEntries(observed) };
  });
}

const accepted = vectors.filter(({ error }) => error === undefined);
const refused = vectors.filter(({ error }) => error !== undefined);

describe('documents, profiles, imports, names and conversions as Spring Boot 4.1.1 was seen to treat them', () => {
  it.each(accepted)('$id', (vector) => {
    expect(observe(vector)).toEqual(vector.expected);
  });

  it.each(refused)('$id is refused', (vector) => {
    expect(() => observe(vector)).toThrow(MailConfigError);
  });
});

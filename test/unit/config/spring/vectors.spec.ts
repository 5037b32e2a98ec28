import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadSpringEnvironment } from '../../../../lib/config/spring/load-spring-environment.js';
import { type ConfigFault, MailConfigError } from '../../../../lib/errors/mail-config.error.js';
import { bindSpringMail } from '../../../support/spring-mail-binding.js';
import { withFolder } from '../../../support/temporary-folder.js';

interface Vector {
  readonly id: string;
  readonly files?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly args?: string[];
  readonly systemProperties?: Record<string, string>;
  readonly expected?: Record<string, unknown>;
  readonly error?: string;
}

const { vectors }: { vectors: Vector[] } = JSON.parse(
  readFileSync('test/vectors/spring-config.json', 'utf8'),
);

function bind({ files = {}, env = {}, args = [], systemProperties = {} }: Vector) {
  return withFolder(files, (directory) =>
    bindSpringMail(loadSpringEnvironment({ directory, env, argv: args, systemProperties })),
  );
}

function faultsOf(vector: Vector): readonly ConfigFault[] {
  try {
    bind(vector);
    return [];
  } catch (error) {
    if (error instanceof MailConfigError) return error.faults;
    throw error;
  }
}

const canonical = (key: string) => key.toLowerCase().replaceAll('_', '.');

/** The key that Spring's own error is about. */
function keyIn(error: string): string {
  return /'(spring\.[a-z.-]+)'/.exec(error)?.[1] ?? 'no key';
}

const bound = vectors.filter(({ error }) => error === undefined);
const refused = vectors.filter(({ error }) => error !== undefined);

describe('what Spring Boot 4.1 was seen to do', () => {
  it('is known for 85 configurations', () => {
    expect(bound).toHaveLength(79);
    expect(refused).toHaveLength(6);
  });

  it.each(bound)('$id binds to the same values', (vector) => {
    expect(bind(vector)).toEqual(vector.expected);
  });

  it.each(refused)('$id is refused by the same key', (vector) => {
    const faults = faultsOf(vector);
    expect(faults.map(({ key }) => canonical(key))).toEqual([canonical(keyIn(vector.error ?? ''))]);
    expect(faults[0]?.source).toMatch(
      /^application\.(?:yml|properties):\d+:\d+$|^environment variable [A-Z_]+$/,
    );
  });
});

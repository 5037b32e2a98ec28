import { MailConfigError } from '../../errors/mail-config.error.js';
import { objectSource } from './object-source.js';
import type { PropertySource, RawProperty } from './property-source.js';

const keys = ['spring.application.json', 'SPRING_APPLICATION_JSON'];

function find(sources: readonly PropertySource[]): RawProperty | undefined {
  for (const source of sources) {
    for (const key of keys) {
      const property = source.findExact(key);
      if (property !== undefined && property.value !== '') return property;
    }
  }
  return undefined;
}

function parse({ key, value, origin }: RawProperty): object {
  const refuse = (problem: string): never => {
    throw new MailConfigError([
      { key, problem, advice: 'Write one JSON object: `{"name": "value"}`.', source: origin.description },
    ]);
  };
  let tree: unknown;
  try {
    tree = JSON.parse(value);
  } catch {
    // The message of JSON.parse quotes what it could not read, and that may be a password.
    return refuse('is not valid JSON');
  }
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree)
    ? tree
    : refuse('is no JSON object');
}

/** The properties of `SPRING_APPLICATION_JSON` or `spring.application.json`, from the first source that has one. */
export function applicationJsonSource(sources: readonly PropertySource[]): PropertySource | undefined {
  const property = find(sources);
  if (property === undefined) return undefined;
  const tree = parse(property);
  return Object.keys(tree).length === 0 ? undefined : objectSource(tree, property.origin);
}

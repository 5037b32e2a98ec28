import { MailConfigError } from '../../errors/mail-config.error.js';
import type { ConfigContributor } from './config-contributor.js';
import { PropertyName } from './property-name.js';
import type { PropertySource, RawProperty } from './property-source.js';

/** Refuses a property for where it is written. */
export function refuseKey(
  { key, origin }: Pick<RawProperty, 'key' | 'origin'>,
  problem: string,
  advice: string,
): never {
  throw new MailConfigError([{ key, problem, advice, source: origin.description }]);
}

const replacedKeys = ['spring.profiles', 'spring.profiles[0]'].map((name) => PropertyName.parse(name));
const profileKeys = ['include', 'active', 'default']
  .flatMap((name) => [`spring.profiles.${name}`, `spring.profiles.${name}[0]`])
  .map((name) => PropertyName.parse(name));

/** Keys that have no value of their own, with one below them that was probably meant. */
const sections = Object.entries({
  'spring.config.activate': 'spring.config.activate.on-profile: prod',
  'spring.config': 'spring.config.import: more.yml',
  'spring.profiles.group': 'spring.profiles.group.prod: mail,web',
}).map(([name, example]) => ({ name: PropertyName.parse(name), example }));

function refuseValuesOfSections(source: PropertySource): void {
  for (const { name, example } of sections) {
    const property = source.find(name);
    if (property === undefined || property.value === '') continue;
    if (source.properties.some((other) => name.isAncestorOf(other.name))) continue;
    refuseKey(property, 'has one value where keys of its own are expected', `Write \`${example}\`.`);
  }
}

/**
 * Refuses keys that Spring Boot knows no longer, that have a value in place of keys of their own, and those that decide
 * about profiles in a file for one profile.
 */
export function refuseMisplacedKeys({ source, resource }: ConfigContributor): void {
  if (source !== undefined && resource !== undefined) refuseValuesOfSections(source);
  const replaced = replacedKeys.map((name) => source?.find(name)).find((property) => property !== undefined);
  if (replaced !== undefined) {
    refuseKey(
      replaced,
      'is no longer a key of Spring Boot',
      'Write spring.config.activate.on-profile instead.',
    );
  }
  if (resource?.isProfileFile !== true) return;
  const misplaced = profileKeys.map((name) => source?.find(name)).find((property) => property !== undefined);
  if (misplaced !== undefined) {
    refuseKey(misplaced, 'is in a file for one profile', 'Write it in the file for all profiles.');
  }
}

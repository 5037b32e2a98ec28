import { MailConfigError } from '../../errors/mail-config.error.js';
import { readBoolean } from './conversion.js';
import { bindList } from './list-binding.js';
import { PropertyName } from './property-name.js';
import type { PropertySource } from './property-source.js';
import type { Resolve, ResolvedProperty } from './resolved-property.js';

const active = PropertyName.parse('spring.profiles.active');
const fallback = PropertyName.parse('spring.profiles.default');
const groups = PropertyName.parse('spring.profiles.group');
const validate = PropertyName.parse('spring.profiles.validate');

const wellFormed = /^[\p{L}\p{Nd}](?:[-_.+@\p{L}\p{Nd}]*[\p{L}\p{Nd}])?$/u;

/** Which profiles there are. */
export interface Profiles {
  /** In the order in which they override; empty when only the default profiles are. */
  readonly active: readonly string[];
  /** The active profiles, or else the default ones. */
  readonly accepted: readonly string[];
}

/** Reads names of profiles, refusing one that could not be part of a file's name. */
export type ReadProfiles = (properties: readonly ResolvedProperty[]) => readonly string[];

/** Names are checked unless `spring.profiles.validate` is `false`. */
export function profileReader(sources: readonly PropertySource[], resolve: Resolve): ReadProfiles {
  const setting = sources.map((source) => source.find(validate)).find((raw) => raw !== undefined);
  const isStrict = setting === undefined || readBoolean(resolve(setting)) !== false;
  return (properties) =>
    properties.map(({ key, value, origin }) => {
      if (isStrict && !wellFormed.test(value)) {
        throw new MailConfigError([
          {
            key,
            problem: 'is no name of a profile',
            advice: 'Use letters, digits and, inside, any of - _ . + @.',
            source: origin.description,
            value,
          },
        ]);
      }
      return value;
    });
}

function readGroups(
  sources: readonly PropertySource[],
  resolve: Resolve,
  read: ReadProfiles,
): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, readonly string[]>();
  for (const { name } of sources.flatMap((source) => source.properties)) {
    if (!groups.isAncestorOf(name)) continue;
    let end = groups.length + 1;
    while (end < name.length && !name.isNumericIndex(end)) end++;
    const group = name.chop(end);
    const key = group.keyFrom(groups.length);
    if (!members.has(key)) members.set(key, read(bindList(sources, group, resolve) ?? []));
  }
  return members;
}

/** Each profile is followed by the members of its group, theirs first, and none comes twice. */
function expand(
  profiles: readonly string[],
  members: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const expanded = new Set<string>();
  const waiting = profiles.toReversed();
  for (let profile = waiting.pop(); profile !== undefined; profile = waiting.pop()) {
    if (expanded.has(profile)) continue;
    expanded.add(profile);
    waiting.push(...(members.get(profile) ?? []).toReversed());
  }
  return [...expanded];
}

/** Works out the profiles from all sources; `included` come before those that `spring.profiles.active` names. */
export function readProfiles(
  sources: readonly PropertySource[],
  resolve: Resolve,
  read: ReadProfiles,
  included: readonly string[],
): Profiles {
  const list = (name: PropertyName) => {
    const properties = bindList(sources, name, resolve);
    return properties && read(properties);
  };
  const members = readGroups(sources, resolve, read);
  const activated = expand([...included, ...(list(active) ?? [])], members);
  const accepted = activated.length > 0 ? activated : expand(list(fallback) ?? ['default'], members);
  return { active: activated, accepted };
}

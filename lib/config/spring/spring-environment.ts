import { MailConfigError } from '../../errors/mail-config.error.js';
import { bindList } from './list-binding.js';
import { objectSource } from './object-source.js';
import type { Origin } from './origin.js';
import { PropertyName } from './property-name.js';
import type { PropertySource, RawProperty } from './property-source.js';
import { findPlaceholder, resolveProperty, type ResolvedProperty } from './resolved-property.js';

/** A name that some source holds. */
export interface PropertyEntry {
  /** The name in its own spelling: `spring.mail.defaultEncoding`, `servers[0].host`. */
  readonly name: string;
  /** The same in its elements: `['servers', '0', 'host']`. */
  readonly path: readonly string[];
  /** The key as the user wrote it; the name of the environment variable. */
  readonly key: string;
  readonly origin: Origin;
  /** Only an environment variable holds it, so that dashes and capitals of the name are not known. */
  readonly isVariable: boolean;
}

/** The settings of an application after all sources, profiles and imports have been laid over each other. */
export class SpringEnvironment {
  readonly #sources: readonly PropertySource[];

  /** `sources`: the one that wins first. */
  constructor(
    sources: readonly PropertySource[],
    /** Active profiles in the order in which they override; empty when only the default profile is. */
    readonly activeProfiles: readonly string[] = [],
  ) {
    this.#sources = sources;
  }

  /** The property of this name in any spelling, placeholders replaced. */
  property(name: string): ResolvedProperty | undefined {
    return this.#find(PropertyName.parse(name));
  }

  /**
   * A map of strings: the keys are what follows `prefix`, as written in files and in brackets, lower-case from the environment.
   * Maps of several sources are merged.
   */
  map(prefix: string): ReadonlyMap<string, ResolvedProperty> {
    const root = PropertyName.parse(prefix);
    const map = new Map<string, ResolvedProperty>();
    for (const { name } of this.#below(root)) {
      const key = name.keyFrom(root.length);
      const property = map.has(key) ? undefined : this.#find(name);
      if (property !== undefined) map.set(key, property);
    }
    if (map.size === 0) this.#refuseScalar(root);
    return map;
  }

  /** A list of strings, from `name=a,b` or `name[0]=a`; the source that wins gives all of it. */
  list(name: string): readonly ResolvedProperty[] | undefined {
    return bindList(this.#sources, PropertyName.parse(name), this.#resolve);
  }

  /** Every name below a prefix that some source holds, once: as a file spells it, else as a variable does. */
  names(prefix = ''): readonly PropertyEntry[] {
    const entries = new Map<string, RawProperty>();
    for (const property of this.#below(PropertyName.parse(prefix))) {
      const known = entries.get(property.name.canonical);
      if (known === undefined || (isVariable(known) && !isVariable(property)))
        entries.set(property.name.canonical, property);
    }
    return Array.from(entries.values(), (property) => ({
      name: property.name.written,
      path: property.name.path,
      key: property.key,
      origin: property.origin,
      isVariable: isVariable(property),
    }));
  }

  *#below(root: PropertyName): Generator<RawProperty> {
    for (const source of this.#sources) {
      for (const property of source.properties) if (root.isAncestorOf(property.name)) yield property;
    }
  }

  #find(name: PropertyName): ResolvedProperty | undefined {
    for (const source of this.#sources) {
      const raw = source.find(name);
      if (raw !== undefined) return this.#resolve(raw);
    }
    return undefined;
  }

  readonly #resolve = (raw: RawProperty): ResolvedProperty =>
    resolveProperty(raw, (placeholder) => findPlaceholder(this.#sources, placeholder));

  #refuseScalar(root: PropertyName): void {
    const scalar = this.#find(root);
    if (scalar === undefined || scalar.value === '') return;
    throw new MailConfigError([
      {
        key: scalar.key,
        problem: 'has one value where keys of its own are expected',
        advice: `Write the keys below it: \`${root.toString()}.some.key\`.`,
        source: scalar.origin.description,
      },
    ]);
  }
}

/** An environment variable has lost the dashes and capitals of the name. */
function isVariable({ key, origin }: RawProperty): boolean {
  return origin.kind === 'environment variable' && !key.includes('.');
}

/** An environment with one source, a plain object; `label` names it to people: `MailModule.forRoot`. */
export function environmentFromObject(tree: object, label: string): SpringEnvironment {
  return new SpringEnvironment([objectSource(tree, { kind: 'object', description: label })]);
}

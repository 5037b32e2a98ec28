import { readCloudPlatform } from './cloud-platform.js';
import { type ActivationContext, ConfigContributor, readActivation } from './config-contributor.js';
import { type ConfigLocation, readLocation } from './config-location.js';
import { ConfigResources } from './config-resource.js';
import { bindList } from './list-binding.js';
import { refuseKey, refuseMisplacedKeys } from './misplaced-keys.js';
import { profileReader, type Profiles, readProfiles } from './profiles.js';
import { PropertyName } from './property-name.js';
import type { PropertySource, RawProperty } from './property-source.js';
import { findPlaceholder, type Resolve, resolveProperty } from './resolved-property.js';

const imports = PropertyName.parse('spring.config.import');
const locations = PropertyName.parse('spring.config.location');
const additionalLocations = PropertyName.parse('spring.config.additional-location');
const cloudPlatform = PropertyName.parse('spring.main.cloud-platform');
const include = PropertyName.parse('spring.profiles.include');

const defaultLocation: ConfigLocation = {
  value: 'classpath:/;optional:classpath:/config/;optional:classpath:/config/*/',
  optional: true,
  key: locations.toString(),
  source: 'default',
};

/** What the files of an application say. */
export interface ConfigData {
  /** The documents that are active, the one that wins first. */
  readonly sources: readonly PropertySource[];
  readonly profiles: Profiles;
}

function readLocations(
  sources: readonly PropertySource[],
  name: PropertyName,
  resolve: Resolve,
): readonly ConfigLocation[] | undefined {
  return bindList(sources, name, resolve)
    ?.filter(({ value }) => value.replace(/^optional:/, '').trim() !== '')
    .map(({ value, key, origin }) => readLocation(value, key, origin.description));
}

/** Reads documents and what they import: first without profiles, then, once these are known, what depends on them. */
class ConfigDataLoader {
  readonly #existing: readonly PropertySource[];
  readonly #resources: ConfigResources;
  readonly #root: ConfigContributor;
  readonly #loaded = new Set<string>();

  constructor(existing: readonly PropertySource[], resources: ConfigResources) {
    this.#existing = existing;
    this.#resources = resources;
    this.#root = ConfigContributor.ofChildren([
      ...existing.map((source) => new ConfigContributor(source)),
      ...this.#initialImports(),
    ]);
    for (const contributor of this.#root) contributor.isBound = true;
  }

  load(detectedPlatform: string): ConfigData {
    this.#processImports(undefined);
    const platform = this.#enforcedPlatform() ?? detectedPlatform;
    this.#processImports({ platform });
    const profiles = this.#readProfiles({ platform });
    const context = { platform, profiles: profiles.accepted };
    this.#processImports(context);
    const contributors = [...this.#root];
    contributors.forEach(refuseMisplacedKeys);
    const active = contributors.filter(
      (contributor) => contributor.resource && contributor.isActive(context),
    );
    return { sources: active.flatMap(({ source }) => source ?? []), profiles };
  }

  /** Each location stands for itself, so that profile files of the first lose against the second's base file. */
  #initialImports(): readonly ConfigContributor[] {
    const resolve: Resolve = (raw) =>
      resolveProperty(raw, (placeholder) => findPlaceholder(this.#existing, placeholder));
    const read = (name: PropertyName) => readLocations(this.#existing, name, resolve);
    return [
      ConfigContributor.ofImports(read(imports) ?? []),
      ...(read(additionalLocations) ?? [])
        .toReversed()
        .map((location) => ConfigContributor.ofImports([location])),
      ...(read(locations) ?? [defaultLocation])
        .toReversed()
        .map((location) => ConfigContributor.ofImports([location])),
    ];
  }

  #processImports(context: ActivationContext | undefined): void {
    for (let next = this.#nextImport(context); next !== undefined; next = this.#nextImport(context)) {
      next.adopt(this.#import(next, context?.profiles ?? []), context);
    }
  }

  #nextImport(context: ActivationContext | undefined): ConfigContributor | undefined {
    for (const contributor of this.#root) {
      if (!contributor.isBound) this.#bind(contributor, context);
      if (contributor.isActive(context) && contributor.hasUnprocessedImports(context)) return contributor;
    }
    return undefined;
  }

  #bind(contributor: ConfigContributor, context: ActivationContext | undefined): void {
    contributor.isBound = true;
    if (contributor.source === undefined) return;
    const resolve = this.#resolver(context, contributor);
    contributor.activation = readActivation(contributor.source, resolve);
    contributor.imports = readLocations([contributor.source], imports, resolve) ?? [];
  }

  /** A resource is read once, where it is met first, which also ends cycles. */
  #import(contributor: ConfigContributor, profiles: readonly string[]): readonly ConfigContributor[] {
    const found = contributor.imports.flatMap((location) =>
      this.#resources.resolve(location, contributor.resource, profiles),
    );
    return found.toReversed().flatMap((resource) => {
      if (this.#loaded.has(resource.id)) return [];
      this.#loaded.add(resource.id);
      return resource
        .read()
        .map((source) => new ConfigContributor(source, resource))
        .toReversed();
    });
  }

  #enforcedPlatform(): string | undefined {
    for (const { source } of this.#root) {
      const property = source?.find(cloudPlatform);
      if (property !== undefined) return readCloudPlatform(this.#resolver(undefined)(property).value);
    }
    return undefined;
  }

  #readProfiles(context: ActivationContext): Profiles {
    const sources = Array.from(this.#root).flatMap(({ source }) => source ?? []);
    const resolve = this.#resolver(context);
    const read = profileReader(sources, resolve);
    const included = Array.from(this.#root).flatMap((contributor) => {
      const profiles = contributor.source && bindList([contributor.source], include, resolve);
      const [first] = profiles ?? [];
      if (first !== undefined && !contributor.isActive(context)) {
        refuseKey(
          first,
          'is in a document that a profile activates',
          'Write it where no profile is asked for.',
        );
      }
      return read(profiles ?? []);
    });
    return readProfiles(sources, resolve, read, included);
  }

  /** Resolves placeholders while it is not yet settled which documents count. */
  #resolver(context: ActivationContext | undefined, self?: ConfigContributor): Resolve {
    const find = (placeholder: string): RawProperty | undefined => {
      let found: RawProperty | undefined;
      for (const contributor of this.#root) {
        const property = contributor.source && findPlaceholder([contributor.source], placeholder);
        if (property === undefined) continue;
        if (!contributor.isBound) this.#bind(contributor, context);
        if (contributor !== self && !contributor.isActive(context)) {
          refuseKey(
            property,
            'is needed to find files or profiles, and its document is not always active',
            'Write it in a document without spring.config.activate.',
          );
        }
        found ??= property;
      }
      return found;
    };
    return (raw) => resolveProperty(raw, find);
  }
}

/**
 * Reads the files that the `existing` sources lead to, which win over all of them.
 * `platform` is the cloud platform unless `spring.main.cloud-platform` names another.
 */
export function loadConfigData(
  existing: readonly PropertySource[],
  resources: ConfigResources,
  platform: string,
): ConfigData {
  return new ConfigDataLoader(existing, resources).load(platform);
}

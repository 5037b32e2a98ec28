import { basename, dirname, join, resolve } from 'node:path';
import { MailConfigError } from '../../errors/mail-config.error.js';
import { type ConfigFormat, parseDocuments, readConfigFile } from './config-file.js';
import { type ConfigLocation, readFileHint, splitLocation } from './config-location.js';
import { type Bases, exists, expandWildcard, isExpandable, labelOf, pathOf } from './config-path.js';
import { configTreeSource } from './config-tree.js';
import type { Variables } from './environment-variables.js';
import { inVariable } from './origin.js';
import type { PropertySource } from './property-source.js';

/** Something that holds configuration documents. */
export interface ConfigResource {
  /** Equal for two resources that are the same. */
  readonly id: string;
  /** Where its relative imports start. */
  readonly directory?: string;
  /** It is the variant of a file for one profile: `application-prod.yml`. */
  readonly isProfileFile: boolean;
  /** Its documents, the one that is overridden first. */
  read(): readonly PropertySource[];
}

/** Where configuration is looked for. */
export interface ConfigPlaces extends Bases {
  readonly variables: Variables;
  /** Names of files in a directory: `application`. */
  readonly names: readonly string[];
  /** Missing locations are passed over as if all were `optional:`. */
  readonly ignoreMissing: boolean;
}

interface Candidate {
  readonly path: string;
  readonly format: ConfigFormat;
  readonly encoding: string | undefined;
  readonly isProfileFile: boolean;
  /** Named by itself: it has to be there. */
  readonly required: boolean;
}

// In one directory the later of these wins.
const extensions = ['yaml', 'yml', 'properties'];

const formatOf = (extension: string): ConfigFormat => (extension === 'properties' ? 'properties' : 'yaml');

/** Finds what the locations of `spring.config.*` name. */
export class ConfigResources {
  constructor(private readonly places: ConfigPlaces) {}

  /** The resources of a location, the one that is overridden first; those of profiles come after all others. */
  resolve(
    location: ConfigLocation,
    parent: ConfigResource | undefined,
    profiles: readonly string[],
  ): readonly ConfigResource[] {
    if (location.value.startsWith('configtree:')) return this.#trees(location);
    if (location.value.startsWith('env:')) return this.#variable(location);
    return this.#files(location, parent, profiles);
  }

  #files(
    location: ConfigLocation,
    parent: ConfigResource | undefined,
    profiles: readonly string[],
  ): readonly ConfigResource[] {
    const parts = splitLocation(location).flatMap((part) => {
      const path = this.#path(part, parent);
      return path === undefined ? [] : [{ part, path }];
    });
    const candidates = [undefined, ...profiles].flatMap((profile) =>
      parts.flatMap(({ part, path }) => this.#candidates(part, path, profile)),
    );
    const found = candidates.flatMap((candidate) => this.#existing(candidate, location));
    if (found.length === 0 && !parts.some(({ path }) => expandWildcard(path).some(exists)))
      this.#missing(location);
    return found;
  }

  #path(location: ConfigLocation, parent: ConfigResource | undefined): string | undefined {
    if (!isExpandable(location.value)) {
      this.#refuse(location, 'has a `*` where none can be', 'Let one `*` be the last directory of the path.');
    }
    const path = pathOf(location.value, this.places, parent?.directory);
    // Spring passes over `optional:configserver:` as well when nothing on its class path knows it.
    if (path !== undefined || location.optional) return path;
    return this.#refuse(
      location,
      'names a kind of source that cannot be read',
      'Use a path, classpath:, file:, configtree: or env:, or write `optional:` before it.',
    );
  }

  #candidates(location: ConfigLocation, path: string, profile: string | undefined): readonly Candidate[] {
    const suffix = profile === undefined ? '' : `-${profile}`;
    const isProfileFile = profile !== undefined;
    if (/[\\/]$/.test(location.value)) {
      return this.places.names.flatMap((name) =>
        extensions.map((extension) => ({
          path: join(path, `${name}${suffix}.${extension}`),
          format: formatOf(extension),
          encoding: undefined,
          isProfileFile,
          required: false,
        })),
      );
    }
    const { name, extension: hinted, encoding } = readFileHint(path);
    const extension = extensions.find((known) => (hinted ?? name).toLowerCase().endsWith(known));
    if (extension === undefined) return this.#unknownFile(location);
    const root = hinted === undefined ? name.slice(0, -extension.length - 1) : name;
    return [
      {
        path: `${root}${suffix}${name.slice(root.length)}`,
        format: formatOf(extension),
        encoding,
        isProfileFile,
        required: !isProfileFile && !location.optional,
      },
    ];
  }

  #existing(candidate: Candidate, location: ConfigLocation): readonly ConfigResource[] {
    const paths = expandWildcard(candidate.path).filter(exists);
    if (paths.length === 0 && candidate.required) this.#missing(location);
    const { format, encoding, isProfileFile } = candidate;
    return paths.map((path) => ({
      id: path,
      directory: dirname(path),
      isProfileFile,
      read: () => readConfigFile(path, this.#label(path), format, encoding),
    }));
  }

  #trees(location: ConfigLocation): readonly ConfigResource[] {
    const value = location.value.slice('configtree:'.length);
    if (!/[\\/]$/.test(value)) {
      this.#refuse(location, 'names a configuration tree without a slash at its end', 'Add the slash.');
    }
    const directories = expandWildcard(resolve(this.places.workingDirectory, value)).filter(exists);
    if (directories.length === 0) this.#missing(location);
    return directories.map((directory) => ({
      id: `configtree:${directory}`,
      isProfileFile: false,
      read: () => [configTreeSource(directory, (file) => this.#label(file))],
    }));
  }

  #variable(location: ConfigLocation): readonly ConfigResource[] {
    const { name, extension = '.properties' } = readFileHint(location.value.slice('env:'.length));
    const known = extensions.find((candidate) => `.${candidate}` === extension.toLowerCase());
    if (known === undefined) return this.#unknownFile({ ...location, optional: false });
    const text = this.places.variables[name];
    if (text === undefined) {
      this.#missing(location);
      return [];
    }
    const read = () => parseDocuments(text, formatOf(known), inVariable(name));
    return [{ id: `env:${name}[${formatOf(known)}]`, isProfileFile: false, read }];
  }

  #label(path: string): string {
    return labelOf(path, this.places.directory);
  }

  #unknownFile(location: ConfigLocation): readonly never[] {
    if (location.optional) return [];
    return this.#refuse(
      location,
      `names ${basename(location.value)}, which is neither .properties nor .yml nor .yaml`,
      'Write `[.yaml]` behind the name of a file that is, and a slash behind the name of a directory.',
    );
  }

  #missing(location: ConfigLocation): void {
    if (location.optional || this.places.ignoreMissing) return;
    this.#refuse(
      location,
      `names ${location.value}, which is not there`,
      'Put it there, correct the name, or write `optional:` before it.',
    );
  }

  #refuse({ key, source }: ConfigLocation, problem: string, advice: string): never {
    throw new MailConfigError([{ key, problem, advice, source }]);
  }
}

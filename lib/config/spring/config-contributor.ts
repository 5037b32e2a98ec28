import { MailConfigError } from '../../errors/mail-config.error.js';
import { readCloudPlatform } from './cloud-platform.js';
import type { ConfigLocation } from './config-location.js';
import type { ConfigResource } from './config-resource.js';
import { bindList } from './list-binding.js';
import { parseProfileExpression, type ProfileMatcher } from './profile-expression.js';
import { PropertyName } from './property-name.js';
import type { PropertySource } from './property-source.js';
import type { Resolve, ResolvedProperty } from './resolved-property.js';

const onProfile = PropertyName.parse('spring.config.activate.on-profile');
const onCloudPlatform = PropertyName.parse('spring.config.activate.on-cloud-platform');

/** What is known about where the application runs; profiles come last, for documents decide about them. */
export interface ActivationContext {
  readonly platform: string;
  readonly profiles?: readonly string[];
}

/** What `spring.config.activate` of a document asks for. */
export interface Activation {
  readonly platform: string | undefined;
  readonly profiles: readonly ProfileMatcher[];
}

function refuse({ key, value, origin }: ResolvedProperty, problem: string, advice: string): never {
  throw new MailConfigError([{ key, problem, advice, value, source: origin.description }]);
}

function readExpression(property: ResolvedProperty): ProfileMatcher {
  return (
    parseProfileExpression(property.value) ??
    refuse(
      property,
      'is no profile expression',
      'Combine names with !, &, | and, where & meets |, parentheses.',
    )
  );
}

function readPlatform(property: ResolvedProperty): string {
  return (
    readCloudPlatform(property.value) ??
    refuse(
      property,
      'is no cloud platform',
      'Write kubernetes, cloud-foundry, heroku, nomad, sap, azure-app-service or none.',
    )
  );
}

/** Reads the activation of a document; `undefined` when it is always active. */
export function readActivation(source: PropertySource, resolve: Resolve): Activation | undefined {
  const profiles = bindList([source], onProfile, resolve);
  const platform = source.find(onCloudPlatform);
  if (profiles === undefined && platform === undefined) return undefined;
  return {
    platform: platform && readPlatform(resolve(platform)),
    profiles: (profiles ?? []).map(readExpression),
  };
}

/** A document in the tree that imports make of them. */
export class ConfigContributor {
  /** Whether `imports` and `activation` have been read. */
  isBound = false;
  imports: readonly ConfigLocation[] = [];
  activation: Activation | undefined;
  #beforeProfiles: readonly ConfigContributor[] | undefined;
  #afterProfiles: readonly ConfigContributor[] | undefined;
  #isMovable: boolean;

  constructor(
    readonly source?: PropertySource,
    readonly resource?: ConfigResource,
  ) {
    this.#isMovable = resource?.isProfileFile ?? false;
  }

  /** A node that has nothing but imports. */
  static ofImports(imports: readonly ConfigLocation[]): ConfigContributor {
    const contributor = new ConfigContributor();
    contributor.isBound = true;
    contributor.imports = imports;
    return contributor;
  }

  /** A node over others, the one that wins first; they are no imports. */
  static ofChildren(children: readonly ConfigContributor[]): ConfigContributor {
    const contributor = ConfigContributor.ofImports([]);
    contributor.#beforeProfiles = children;
    return contributor;
  }

  /** This node and all below it, the one that wins first: an import wins over the document that asks for it. */
  [Symbol.iterator](): Iterator<ConfigContributor> {
    return this.#collect([]).values();
  }

  #collect(into: ConfigContributor[]): readonly ConfigContributor[] {
    for (const child of this.#afterProfiles ?? []) child.#collect(into);
    for (const child of this.#beforeProfiles ?? []) child.#collect(into);
    into.push(this);
    return into;
  }

  isActive(context: ActivationContext | undefined): boolean {
    if (this.activation === undefined) return true;
    if (context === undefined) return false;
    const { platform, profiles } = this.activation;
    if (platform !== undefined && platform !== context.platform) return false;
    const accepted = context.profiles;
    return (
      profiles.length === 0 ||
      (accepted !== undefined && profiles.some((matches) => matches((profile) => accepted.includes(profile))))
    );
  }

  hasUnprocessedImports(context: ActivationContext | undefined): boolean {
    const children = context?.profiles === undefined ? this.#beforeProfiles : this.#afterProfiles;
    return this.imports.length > 0 && children === undefined;
  }

  /** Takes in what its imports led to. Once profiles are known, its imports' profile files rise to its own: they win over more. */
  adopt(children: readonly ConfigContributor[], context: ActivationContext | undefined): void {
    if (context?.profiles === undefined) this.#beforeProfiles = children;
    else {
      const risen = (this.#beforeProfiles ?? []).flatMap((child) => child.#releaseProfileFiles());
      this.#afterProfiles = [...risen, ...children];
    }
  }

  #releaseProfileFiles(): readonly ConfigContributor[] {
    const children = [...(this.#beforeProfiles ?? []), ...(this.#afterProfiles ?? [])];
    const released = children.filter((child) => child.#isMovable);
    this.#beforeProfiles = this.#beforeProfiles?.filter((child) => !child.#isMovable);
    this.#afterProfiles = this.#afterProfiles?.filter((child) => !child.#isMovable);
    for (const child of released) child.#isMovable = false;
    return released;
  }
}

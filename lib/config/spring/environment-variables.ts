import { PropertyName } from './property-name.js';
import type { PropertySource, RawProperty } from './property-source.js';

/** Environment variables as a process holds them. */
export type Variables = Readonly<Record<string, string | undefined>>;

function asProperty(variable: string, value: string): RawProperty {
  return {
    name: PropertyName.parseVariable(variable) ?? PropertyName.parse(variable),
    key: variable,
    value,
    text: value,
    type: 'string',
    origin: { kind: 'environment variable', description: `environment variable ${variable}` },
  };
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/**
 * `SPRING_MAIL_DEFAULTENCODING` is `spring.mail.default-encoding`; `SPRING_MAIL_DEFAULT_ENCODING` is accepted too and loses
 * against it. Any case will do, and a variable that is named like a property keeps its case.
 */
export class EnvironmentVariables implements PropertySource {
  readonly properties: readonly RawProperty[];
  readonly #byVariable = new Map<string, RawProperty>();
  readonly #byName = new Map<string, RawProperty>();
  /** What all spellings of a name have in common; most names are in no variable, and this tells it at once. */
  readonly #letters = new Set<string>();

  constructor(variables: Variables) {
    for (const [variable, value] of Object.entries(variables)) {
      if (value === undefined) continue;
      this.#byVariable.set(variable, asProperty(variable, value));
      this.#letters.add(lettersOf(variable));
    }
    this.properties = [...this.#byVariable.values()].filter(({ name }) => name.length > 0);
    for (const property of this.properties) {
      const { canonical } = property.name;
      if (!this.#byName.has(canonical)) this.#byName.set(canonical, property);
    }
  }

  find(name: PropertyName): RawProperty | undefined {
    if (!this.#letters.has(lettersOf(name.canonical))) return undefined;
    for (const variable of name.variables) {
      const property = this.#byVariable.get(variable);
      if (property !== undefined) return property;
    }
    return this.#byName.get(name.canonical);
  }

  findExact(key: string): RawProperty | undefined {
    const spellings = [key, key.replaceAll('.', '_'), key.replaceAll('-', '_'), key.replaceAll(/[.-]/g, '_')];
    for (const variable of [...spellings, ...spellings.map((spelling) => spelling.toUpperCase())]) {
      const property = this.#byVariable.get(variable);
      if (property !== undefined) return property;
    }
    return undefined;
  }
}

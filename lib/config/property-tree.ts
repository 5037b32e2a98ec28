import { PropertyName } from './spring/property-name.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

type Branch = Map<string, Branch | Leaf>;
type Leaf = string | number | boolean;

/** The environment holds much that is no setting of the application. */
const OURS = /^(?:spring|nest)\./u;

/**
 * Every property as nested plain objects, keys in kebab case, lists as arrays.
 * A name that is both a value and the beginning of others keeps its value, and the others stay beside it with dots.
 */
export function propertyTree(environment: SpringEnvironment): Record<string, unknown> {
  const root: Branch = new Map();
  const entries = environment.names().filter(({ isVariable, name }) => !isVariable || OURS.test(name));
  for (const name of entries.map((entry) => PropertyName.parse(entry.name).toString()).toSorted()) {
    const property = environment.property(name);
    if (property !== undefined) insert(root, segments(name), leaf(property));
  }
  return { ...plainObject(root) };
}

/** `servers[0].host` is `servers`, `0`, `host`; what is in brackets is one segment whatever it holds. */
function segments(name: string): string[] {
  return [...name.matchAll(/\[(?<index>[^\]]*)\]|(?<plain>[^.[\]]+)/gu)].map(
    ({ groups }) => groups?.['index'] ?? groups?.['plain'] ?? '',
  );
}

function leaf({ type, value }: ResolvedProperty): Leaf {
  if (type === 'boolean') return value === 'true';
  const number = Number(value);
  return type === 'number' && Number.isFinite(number) ? number : value;
}

function insert(branch: Branch, [first = '', ...rest]: readonly string[], value: Leaf): void {
  const next = branch.get(first);
  if (rest.length === 0) branch.set(first, value);
  else if (next === undefined || next instanceof Map) insert(childOf(branch, first), rest, value);
  else branch.set([first, ...rest].join('.'), value);
}

function childOf(branch: Branch, key: string): Branch {
  const existing = branch.get(key);
  if (existing instanceof Map) return existing;
  const child: Branch = new Map();
  branch.set(key, child);
  return child;
}

function plain(value: Branch | Leaf): unknown {
  return value instanceof Map ? plainObject(value) : value;
}

function plainObject(branch: Branch): object {
  const isList = [...branch.keys()].every((key, index) => key === String(index));
  return isList
    ? [...branch.values()].map(plain)
    : Object.fromEntries([...branch].map(([key, value]) => [key, plain(value)]));
}

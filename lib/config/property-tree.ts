/** The end of a branch. */
export type Leaf = string | number | boolean;

type Branch = Map<string, Branch | Leaf>;

/**
 * Nested plain objects out of values with their paths; lists become arrays.
 * A path that is both a value and the beginning of others keeps its value, and the others stay beside it with dots.
 */
export function treeOf(
  leaves: Iterable<{ readonly path: readonly string[]; readonly value: Leaf }>,
): Record<string, unknown> {
  const root: Branch = new Map();
  const shortestFirst = [...leaves].toSorted((a, b) => a.path.length - b.path.length);
  for (const { path, value } of shortestFirst) insert(root, path, value);
  return { ...plainObject(root) };
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

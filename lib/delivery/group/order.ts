/** In which order the members of a group are asked for the next mail. */
export type Order = <T extends { readonly weight: number }>(members: readonly T[]) => readonly T[];

/** Always in the order in which they were given. */
export function inOrder(): Order {
  return (members) => members;
}

/**
 * Each in its turn, by weight: of 2, 1 and 1 the first has every second mail, and never two in a row that another could
 * have had. The others follow, should it fail.
 */
export function byTurns(): Order {
  const credits = new Map<object, number>();
  return (members) => {
    const total = members.reduce((sum, { weight }) => sum + weight, 0);
    const creditOf = (member: object): number => credits.get(member) ?? 0;
    for (const member of members) credits.set(member, creditOf(member) + member.weight);
    const [first, ...others] = members.toSorted((a, b) => creditOf(b) - creditOf(a));
    if (first === undefined) return members;
    credits.set(first, creditOf(first) - total);
    return [first, ...others];
  };
}

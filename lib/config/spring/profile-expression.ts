/** Tells whether profiles match an expression. */
export type ProfileMatcher = (isAccepted: (profile: string) => boolean) => boolean;

const deepest = 100;

class Malformed extends Error {}

type Operator = '&' | '|';
type Within = 'nothing' | 'parentheses' | 'negation';

function merge(operands: readonly ProfileMatcher[], operator: Operator | undefined): ProfileMatcher {
  if (operands.length === 0) throw new Malformed();
  return operator === '&'
    ? (isAccepted) => operands.every((matches) => matches(isAccepted))
    : (isAccepted) => operands.some((matches) => matches(isAccepted));
}

function parseOperands(tokens: Iterator<string>, within: Within, depth = 0): ProfileMatcher {
  if (depth > deepest) throw new Malformed();
  let operands: ProfileMatcher[] = [];
  let operator: Operator | undefined;
  for (let next = tokens.next(); next.done !== true; next = tokens.next()) {
    const token = next.value;
    if (token === '&' || token === '|') {
      if (operator !== undefined && operator !== token) throw new Malformed();
      operator = token;
    } else if (token === '!') {
      const negated = parseOperands(tokens, 'negation', depth + 1);
      operands.push((isAccepted) => !negated(isAccepted));
    } else if (token === ')') {
      const merged = merge(operands, operator);
      if (within === 'parentheses') return merged;
      operands = [merged];
      operator = undefined;
    } else {
      const operand: ProfileMatcher =
        token === '(' ? parseOperands(tokens, 'parentheses', depth + 1) : (isAccepted) => isAccepted(token);
      if (within === 'negation') return operand;
      operands.push(operand);
    }
  }
  return merge(operands, operator);
}

/** Reads an expression such as `prod & (eu | us)` or `!prod`; `undefined` when it is malformed, as `a & b | c` is. */
export function parseProfileExpression(expression: string): ProfileMatcher | undefined {
  const tokens = expression.match(/[()&|!]|[^()&|!]+/g) ?? [];
  const words = tokens.map((token) => token.trim()).filter((token) => token !== '');
  try {
    return parseOperands(words.values(), 'nothing');
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

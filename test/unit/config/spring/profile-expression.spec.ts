import { describe, expect, it } from '@jest/globals';
import { parseProfileExpression } from '../../../../lib/config/spring/profile-expression.js';

function matches(expression: string, ...profiles: string[]): boolean | undefined {
  return parseProfileExpression(expression)?.((profile) => profiles.includes(profile));
}

describe('a profile expression', () => {
  it('combines names with not, and, or and parentheses', () => {
    expect(matches('prod', 'prod')).toBe(true);
    expect(matches('!prod', 'prod')).toBe(false);
    expect(matches('prod & eu', 'prod')).toBe(false);
    expect(matches('prod | eu', 'eu')).toBe(true);
    expect(matches('prod & (eu | us)', 'prod', 'us')).toBe(true);
    expect(matches('!(eu | us) & prod', 'prod', 'us')).toBe(false);
    expect(matches('!prod & !test')).toBe(true);
  });

  it('is malformed when it is nested without end', () => {
    expect(matches(`${'('.repeat(100)}a${')'.repeat(100)}`, 'a')).toBe(true);
    expect(matches(`${'('.repeat(100_000)}a${')'.repeat(100_000)}`, 'a')).toBeUndefined();
    expect(matches(`${'!'.repeat(100_000)}a`, 'a')).toBeUndefined();
  });

  it.each(['', ' ', 'a & b | c', '()', 'a & (b | c & d)'])('%j is malformed', (expression) => {
    expect(parseProfileExpression(expression)).toBeUndefined();
  });
});

import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { resolveMailConfig } from '../../../lib/config/resolve-mail-config.js';
import { configOf, faultsOf } from '../../support/settings.js';

const SECRET = 's'.repeat(32);

function yaml(lines: string): string {
  return `spring.mail.host: localhost\nnest.mail.unsubscribe:\n${lines}`;
}

describe('nest.mail.unsubscribe', () => {
  it('is read from a file and from code, with one secret or several', () => {
    const url = 'https://a.example/unsubscribe';
    const inFile = configOf(
      yaml(`  url: ${url}\n  secret: \${A},\${B}\n  mailto: off@a.example\n  valid-for: 90d\n`),
      {
        A: SECRET,
        B: 'b'.repeat(40),
      },
    );
    const inCode = resolveMailConfig({
      host: 'localhost',
      unsubscribe: { url, secret: ['x'.repeat(32), SECRET] },
    });
    expect([...inFile.warnings, ...inCode.warnings]).toEqual([]);
    expect(inFile.unsubscribe).toMatchObject({ isConfigured: true, url, mailto: 'off@a.example' });
    const token = new URL(inFile.unsubscribe.urlFor('bob@b.example', 'news')).searchParams.get('token');
    expect(inCode.unsubscribe.read(token)).toMatchObject({ status: 'valid', list: 'news' });
    expect(inspect(inFile, { depth: Infinity, showHidden: true })).not.toContain(SECRET);
  });

  it('names what is missing or cannot be, and shows no secret', () => {
    const keys = (lines: string) =>
      faultsOf(yaml(lines)).map(({ key }) => key.replace('nest.mail.unsubscribe.', ''));
    expect(keys(`  url: https://a.example\n`)).toEqual(['secret']);
    expect(keys(`  secret: ${SECRET}\n`)).toEqual(['url']);
    expect(keys(`  url: http://a.example\n  secret: ${SECRET}\n`)).toEqual(['url']);
    expect(keys(`  url: https://a.example\n  secret: ${SECRET}\n  mailto: no\n  valid-for: 0\n`)).toEqual([
      'mailto',
      'valid-for',
    ]);
    const [fault] = faultsOf(yaml('  url: https://a.example\n  secret: hunter2\n'));
    expect(fault).toMatchObject({ key: 'nest.mail.unsubscribe.secret', value: '***' });
    expect(inspect(fault)).not.toContain('hunter2');
  });
});

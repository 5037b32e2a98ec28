import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { loadSpringConfig } from '../../../lib/index.js';
import { withMailSettings } from '../../../lib/schematics/nest-add/application-yml.js';
import { PACKAGES } from '../../../lib/schematics/nest-add/packages.js';
import { withFolder } from '../../support/temporary-folder.js';

const FROM = 'shop@example.org';

function read(text: string | undefined) {
  return withFolder({ 'application.yml': text ?? '' }, (directory) =>
    loadSpringConfig({ directory, env: {}, argv: [] }),
  );
}

describe('settings for mail', () => {
  it.each([
    undefined,
    '',
    '# ours\n',
    'server:\n  port: 8080 # ours\n',
    'spring:\n  application:\n    name: a\n',
  ])('are read as they were written: %j', (text) => {
    const changed = withMailSettings(text, FROM);
    expect(read(changed)).toMatchObject({
      spring: { mail: { host: 'localhost', port: 2525 } },
      nest: { mail: { defaults: { from: FROM } } },
    });
  });

  it('leave everything else as it is, comments included', () => {
    const text = '# ours\nserver:\n  port: 8080 # really\nspring:\n  application:\n    name: a\n';
    const changed = withMailSettings(text, FROM) ?? '';
    for (const line of text.trim().split('\n')) expect(changed).toContain(line);
  });

  it.each([
    'spring:\n  mail:\n    host: smtp.example.org\n',
    'spring.mail.host: smtp.example.org\n',
    'a: 1\n---\nb: 2\n',
    'spring: "text\n',
    'spring:\n',
    'spring: *other\n',
    'nest:\n  mail:\n',
    '- a\n',
  ])('are not touched where they are there, or cannot be added: %j', (text) => {
    expect(withMailSettings(text, FROM)).toBeUndefined();
  });
});

it('installs the packages in the ranges that this package asks for', () => {
  const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const packages of Object.values(PACKAGES)) expect(peerDependencies).toMatchObject(packages);
});

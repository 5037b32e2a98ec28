import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MailConfigError } from '../../errors/mail-config.error.js';
import { listDirectory, readBounded } from './config-file.js';
import { PropertyName } from './property-name.js';
import { DocumentSource, type PropertySource } from './property-source.js';

const deepest = 100;
const mostFiles = 5_000;

/** Files below a directory with their path in it; Kubernetes keeps the files of a volume twice, once below `..data`. */
function* files(directory: string, path: readonly string[], parents: readonly string[]): Generator<string[]> {
  const real = realpathSync(directory);
  if (path.length > deepest || parents.includes(real)) return;
  for (const name of listDirectory(directory)) {
    const file = join(directory, name);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isDirectory()) yield* files(file, [...path, name], [...parents, real]);
    else if (stats?.isFile()) yield [...path, name];
  }
}

function withoutSingleNewline(text: string): string {
  return text.indexOf('\n') === text.length - 1 ? text.replace(/\r?\n$/, '') : text;
}

/** Properties of a directory in which each file is one: `db/password` holds `db.password`. */
export function configTreeSource(directory: string, label: (file: string) => string): PropertySource {
  const paths = [];
  for (const path of files(directory, [], [])) {
    if (paths.push(path) > mostFiles) {
      throw new MailConfigError([
        {
          key: 'spring.config.import',
          problem: `names a directory with more than ${mostFiles} files`,
          advice: 'Import the directory that holds the settings only.',
          source: label(directory),
        },
      ]);
    }
  }
  return new DocumentSource(
    paths.map((path) => {
      const key = path.join('.');
      const file = label(join(directory, ...path));
      const text = withoutSingleNewline(readBounded(join(directory, ...path), file).toString('utf8'));
      return {
        name: PropertyName.parse(key),
        key,
        value: text,
        text,
        type: 'string',
        literal: true,
        origin: { kind: 'file', description: file, file },
      };
    }),
  );
}

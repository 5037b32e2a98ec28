// The package as it would be published, and projects that have installed it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Packs what was built, without building it again under the feet of other suites. */
export function pack(folder) {
  const [{ filename, files }] = JSON.parse(
    run('npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
  );
  return { tarball: join(folder, filename), files: files.map(({ path }) => path) };
}

/** Installs the tarball in a project in `folder`, together with those packages of ours that are named. */
export function install(folder, { tarball }, others) {
  const own = join(folder, 'node_modules/nestjs-spring-mail');
  mkdirSync(own, { recursive: true });
  run('tar', '-xzf', tarball, '-C', own, '--strip-components=1');
  for (const name of others) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link);
  }
}

/** Type-checks the sources in `folder` as strictly as a user can, declaration files of packages included. */
export function typeCheck(folder, sources) {
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    experimentalDecorators: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
  };
  for (const [name, source] of Object.entries(sources)) writeFileSync(join(folder, name), source);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: Object.keys(sources) }),
  );
  return run('npx', 'tsc', '-p', folder);
}

/** What the command printed; throws with all of it when the command fails. */
export function run(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    throw new Error(`${program} ${args.join(' ')} failed: ${cause.stdout ?? ''}`, { cause });
  }
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The package as it would be published. */
export interface PackedPackage {
  readonly tarball: string;
  /** Every path in the tarball. */
  readonly files: readonly string[];
}

/** Packs what was built, without building it again under the feet of other suites. */
export function pack(folder: string): PackedPackage {
  const [packed]: { filename: string; files: { path: string }[] }[] = JSON.parse(
    run('npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
  );
  return {
    tarball: join(folder, packed?.filename ?? ''),
    files: packed?.files.map(({ path }) => path) ?? [],
  };
}

/** Installs the tarball in a project in `folder`, together with those packages of ours that are named. */
export function install(folder: string, { tarball }: PackedPackage, others: readonly string[]): void {
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
export function typeCheck(folder: string, sources: Readonly<Record<string, string>>): string {
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
  const files = Object.keys(sources);
  for (const name of files) writeFileSync(join(folder, name), sources[name] ?? '');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  return run('npx', 'tsc', '-p', folder);
}

/** What the command printed; throws with all of it when the command fails. */
export function run(program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    const printed =
      typeof cause === 'object' && cause !== null && 'stdout' in cause ? String(cause.stdout) : '';
    throw new Error(`${program} ${args.join(' ')} failed: ${printed}`, { cause });
  }
}

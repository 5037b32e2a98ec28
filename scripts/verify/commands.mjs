import { execFileSync } from 'node:child_process';

/** What the command printed; throws with all of it when the command fails. */
export function run(cwd, env, command, ...args) {
  try {
    return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${cause.stdout}\n${cause.stderr}`, { cause });
  }
}

/** npm hands its own settings to the scripts it runs; a new project must not inherit them. */
export function environment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?:package|lifecycle|command|config_local)/u.test(name),
    ),
  );
}

/** The time since then, as it is printed. */
export function since(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

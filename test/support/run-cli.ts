import type { Screen } from '../../lib/cli/terminal.js';
import { runCommand } from '../../lib/cli/run-command.js';

/** How a command ended, and what it wrote. */
export interface CommandRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs `nestjs-spring-mail …` in this process.
 * @param meanwhile what happens while a command waits to be ended
 */
export async function run(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  screen?: Screen,
  meanwhile: (out: string) => Promise<void> = () => Promise.resolve(),
): Promise<CommandRun> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await runCommand({
    argv,
    env,
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
    interrupted: () => meanwhile(out.join('\n')),
    ...(screen !== undefined && { screen }),
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}

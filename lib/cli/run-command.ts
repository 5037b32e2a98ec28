import { isMailError } from '../errors/mail.error.js';
import { configCommand } from './config-command.js';
import type { Terminal } from './terminal.js';

const USAGE = `Usage: nestjs-spring-mail <command>

  config   prints the mail settings that an application reads, and where each comes from
             --json         as one JSON object
             --show-values  secrets too
             --dir DIR      folder of application.yml (default: the working directory)
             --profile P    profile to activate; several with commas
             -- ARGS        arguments of the application, such as --spring.mail.host=localhost`;

const COMMANDS: Readonly<Record<string, (terminal: Terminal) => number | Promise<number>>> = {
  config: configCommand,
};

/** Runs `nestjs-spring-mail …`. @returns the exit code */
export async function runCommand(terminal: Terminal): Promise<number> {
  const [name = 'help', ...argv] = terminal.argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const isHelp = ['help', '--help', '-h'].includes(name);
    (isHelp ? terminal.print : terminal.complain)(
      isHelp ? USAGE : `There is no command ${name}.\n\n${USAGE}`,
    );
    return isHelp ? 0 : 1;
  }
  try {
    return await command({ ...terminal, argv });
  } catch (error) {
    terminal.complain(isMailError(error) || isUsageError(error) ? error.message : String(error));
    return 1;
  }
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

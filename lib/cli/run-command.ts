import { isMailError } from '../errors/mail.error.js';
import { wordsOf } from './application.js';
import { type Command, UsageError } from './command.js';
import { configCommand } from './config-command.js';
import { doctorCommand } from './doctor-command.js';
import { previewCommand } from './preview-command.js';
import { sendCommand } from './send-command.js';
import type { Terminal } from './terminal.js';

const COMMANDS: Readonly<Record<string, Command>> = {
  config: configCommand,
  doctor: doctorCommand,
  send: sendCommand,
  preview: previewCommand,
};

/** What every command takes. */
const SHARED: Command['options'] = {
  '--dir DIR': 'folder of application.yml (default: the working directory)',
  '--profile P': 'profile to activate; several with commas',
  '-- ARGS': 'arguments of the application, such as --spring.mail.host=localhost',
};

/** Runs `nestjs-spring-mail …`. @returns the exit code */
export async function runCommand(terminal: Terminal): Promise<number> {
  const [name = 'help', ...argv] = terminal.argv;
  const asked = name === 'help' ? argv[0] : name;
  const command = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  if (name === 'help' || isHelp(name) || wordsOf(argv).command.some(isHelp)) {
    terminal.print(usage(command === undefined ? COMMANDS : { [asked ?? '']: command }));
    return 0;
  }
  if (command === undefined) {
    terminal.complain(`There is no command ${name}.\n\n${usage(COMMANDS)}`);
    return 1;
  }
  try {
    return await command.run({ ...terminal, argv });
  } catch (error) {
    terminal.complain(isMailError(error) || isUsageError(error) ? error.message : String(error));
    return 1;
  }
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

function usage(commands: Readonly<Record<string, Command>>): string {
  return [
    'Usage: nestjs-spring-mail <command>',
    ...Object.entries(commands).map(([name, { purpose, options }]) =>
      [`  ${name.padEnd(8)} ${purpose}`, ...optionLines(options)].join('\n'),
    ),
    ['  Every command takes', ...optionLines(SHARED)].join('\n'),
  ].join('\n\n');
}

function optionLines(options: Command['options']): string[] {
  return Object.entries(options).map(([option, meaning]) => `             ${option.padEnd(18)} ${meaning}`);
}

function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

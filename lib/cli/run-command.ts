import { types } from 'node:util';
import { isMailError } from '../errors/mail.error.js';
import { wordsOf } from './application.js';
import { type Command, UsageError } from './command.js';
import { configCommand } from './config-command.js';
import { didYouMean, mistyped } from './mistyped.js';
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
    const near = didYouMean(name, Object.keys(COMMANDS)).trimEnd();
    terminal.complain([`There is no command ${name}. ${near}`.trimEnd(), usage(COMMANDS)].join('\n\n'));
    return 1;
  }
  try {
    return await command.run({ ...terminal, argv });
  } catch (error) {
    terminal.complain(told(error, name, command));
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

function told(error: unknown, name: string, { options }: Command): string {
  if (isMailError(error) || error instanceof UsageError) return error.message;
  if (!isOfParseArgs(error)) return String(error);
  const known = Object.keys({ ...options, ...SHARED }).map((option) => option.split(' ')[0] ?? option);
  return mistyped(error, name, known);
}

function isOfParseArgs(error: unknown): error is Error {
  return types.isNativeError(error) && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

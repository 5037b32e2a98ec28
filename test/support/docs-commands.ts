import { readFileSync } from 'node:fs';
import type { DocsBlock } from './docs-code.js';
import { run } from './run-cli.js';

/** Packages of others that people install beside this one. */
const PACKAGES: readonly string[] = [];
/** Programs of others, and scripts of a project that `nest new` made. */
const PROGRAMS: readonly string[] = ['@nestjs/cli', 'cd', 'curl', 'maildev', 'nest'];
const OF_NEST_NEW: readonly string[] = ['start', 'test:e2e'];

const manifest: Record<string, Record<string, string>> = JSON.parse(readFileSync('package.json', 'utf8'));
const known = Object.keys({
  'nestjs-spring-mail': '',
  ...manifest['dependencies'],
  ...manifest['peerDependencies'],
  ...manifest['devDependencies'],
}).concat(PACKAGES);

/** The commands of a block of `bash`, each without its remarks. */
export function commandsOf({ code }: DocsBlock): string[] {
  return code
    .replaceAll(/(?:^|\s+)#.*$/gmu, '')
    .replaceAll(/\\\n\s*/gu, '')
    .split(/\n| && | \| /u)
    .filter((line) => line !== '');
}

/** What a command names that is not there; nothing when all of it is. */
export async function commandFault(command: string): Promise<string | undefined> {
  const [program = '', first = '', ...rest] = command.split(/\s+/u);
  if (program === 'npx' && first === 'nestjs-spring-mail') return ownCommandFault(rest);
  if (program !== 'npm') return among(PROGRAMS, program === 'npx' ? first : program);
  if (first === 'install') {
    const names = rest.filter((word) => !word.startsWith('-'));
    return names.map((name) => among(known, name)).find((fault) => fault !== undefined);
  }
  return among(
    OF_NEST_NEW.concat(Object.keys(manifest['scripts'] ?? {})),
    first === 'run' ? (rest[0] ?? '') : first,
  );
}

async function ownCommandFault([name = '', ...words]: readonly string[]): Promise<string | undefined> {
  const asked = name === 'help' ? (words[0] ?? '') : name;
  const { out: help } = await run(['help', asked]);
  if (!help.includes(`\n  ${asked} `)) return `there is no command ${asked}`;
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  const wrong = own.find((word) => word.startsWith('--') && !help.includes(` ${word} `));
  return wrong === undefined ? undefined : `${asked} has no option ${wrong}`;
}

function among(names: readonly string[], name: string): string | undefined {
  return names.includes(name) ? undefined : `there is no ${name}`;
}

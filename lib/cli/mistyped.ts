import { nearest } from '../config/nearest.js';

/** Says what is wrong with the words of a command, and what to write. @param options as they are written: `--to` */
export function mistyped({ message }: Error, command: string, options: readonly string[]): string {
  const [, option = ''] = /^Unknown option '(--[^']+)'/u.exec(message) ?? [];
  const what = message.replace(/\. To specify a positional argument.*$/su, '');
  return `${what}. ${advice(option, command, options)}`;
}

function advice(option: string, command: string, options: readonly string[]): string {
  const help = `\`npx nestjs-spring-mail ${command} --help\` lists all.`;
  if (option.includes('.'))
    return `What is meant for the application stands behind \`--\`: npx nestjs-spring-mail ${command} -- ${option}=…`;
  return option === '' ? help : `${didYouMean(option, options)}${help}`;
}

/** A question that ends in a blank; empty when nothing is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearest(word, known, Math.max(2, Math.floor(word.length / 3)));
  return near === undefined ? '' : `Did you mean ${near}? `;
}

import { join, resolve } from 'node:path';
import { nearest } from './nearest.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

const HOST_KEY = 'spring.mail.host';
/** Keys that are meant for the host of a mail server, in other places. */
const MISPLACED = /^(?:spring\.(?:mail\.host.+|host)|(?:.*\.)?(?:e?mail|smtp)\.host)$/iu;
const SET = 'Set it to the name of the mail server, or set nest.mail.preset to a provider such as gmail.';

/**
 * What to do about a missing host; names what was most likely meant for it.
 * @param directory where files of settings are looked for
 */
export function missingHostAdvice(prefix: string, environment: SpringEnvironment, directory: string): string {
  if (`${prefix}.host` !== HOST_KEY) return SET;
  const found = meantForHost(environment) ?? textInPlaceOf(prefix, environment);
  return [SET, found ?? missingFile(environment, directory)].filter(Boolean).join(' ');
}

function meantForHost(environment: SpringEnvironment): string | undefined {
  const entries = environment.names();
  const near = nearest(
    HOST_KEY,
    entries.map(({ name }) => name),
    2,
  );
  const found = entries.find(({ name }) => name === near || MISPLACED.test(name));
  if (found === undefined) return undefined;
  const meant = found.isVariable ? 'SPRING_MAIL_HOST' : HOST_KEY;
  return `There is ${found.key} (${found.origin.description}), which nobody reads: write ${meant} instead.`;
}

/** `host:localhost` without the blank makes one text of all that is below. */
function textInPlaceOf(prefix: string, environment: SpringEnvironment): string | undefined {
  const text = environment.property(prefix);
  if (!text?.value) return undefined;
  return `${text.key} (${text.origin.description}) is one text: write a colon and a blank behind each key below it.`;
}

/** A process that runs in another folder finds no file. */
function missingFile(environment: SpringEnvironment, directory: string): string | undefined {
  const kinds = new Set(environment.names().map(({ origin }) => origin.kind));
  if (kinds.has('file') || kinds.has('object')) return undefined;
  const folder = resolve(directory);
  return `No file of settings was read: application.yml belongs into ${folder} or ${join(folder, 'config')}.`;
}

/** What to write instead of a text that is no host name. */
export function hostAdvice(host: string): string {
  const [, name, port] = /^(?:[a-z]+:\/\/)?\s*([\w.-]+?)\s*(?::(\d+))?\/?$/iu.exec(host) ?? [];
  if (name === undefined) return 'Write the name of the mail server alone, such as smtp.example.org.';
  return port === undefined ? `Write ${name}.` : `Write ${name}, and ${port} as the port.`;
}

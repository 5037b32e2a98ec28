import { nearest } from './nearest.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

const HOST_KEY = 'spring.mail.host';
/** Keys that are meant for the host of a mail server, in other places. */
const MISPLACED = /^(?:spring\.mail\.host.+|(?:.*\.)?(?:e?mail|smtp)\.host)$/iu;

/** What to do about a missing host; names the key that was most likely meant for it. */
export function missingHostAdvice(prefix: string, environment: SpringEnvironment): string {
  const set = 'Set it to the name of the mail server, or set nest.mail.preset to a provider such as gmail.';
  if (`${prefix}.host` !== HOST_KEY) return set;
  const entries = environment.names();
  const near = nearest(
    HOST_KEY,
    entries.map(({ name }) => name),
    2,
  );
  const found = entries.find(({ name }) => name === near || MISPLACED.test(name));
  if (found === undefined) return set;
  const meant = found.isVariable ? 'SPRING_MAIL_HOST' : HOST_KEY;
  return `${set} There is ${found.key} (${found.origin.description}), which nobody reads: write ${meant} instead.`;
}

/** What to write instead of a text that is no host name. */
export function hostAdvice(host: string): string {
  const [, name, port] = /^(?:[a-z]+:\/\/)?\s*([\w.-]+?)\s*(?::(\d+))?\/?$/iu.exec(host) ?? [];
  if (name === undefined) return 'Write the name of the mail server alone, such as smtp.example.org.';
  return port === undefined ? `Write ${name}.` : `Write ${name}, and ${port} as the port.`;
}

import { isMailError } from '../errors/mail.error.js';
import { isSecure, parseUnsubscribe } from '../message/unsubscribe/unsubscribe.js';
import { UnsubscribeLinks } from '../message/unsubscribe/unsubscribe-links.js';
import type { ConfigReport } from './config-report.js';
import { readDuration } from './spring/conversion.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

const PREFIX = 'nest.mail.unsubscribe';
const VALID_FOR = 365 * 86_400_000;
/** As many bytes as the signature has (RFC 2104 section 3), were each character one of them. */
const LEAST_SECRET = 32;

/** Reads `nest.mail.unsubscribe`. Without it, messages may still have links of their own. */
export function resolveUnsubscribe(environment: SpringEnvironment, report: ConfigReport): UnsubscribeLinks {
  const property = (name: string): ResolvedProperty | undefined => {
    const found = environment.property(`${PREFIX}.${name}`);
    return found?.value === '' || (found && report.faultUnresolved(found)) ? undefined : found;
  };
  const secrets = secretsOf(environment, report);
  const url = urlOf(property('url'), report);
  const mailto = mailtoOf(property('mailto'), report);
  const validFor = validForOf(property('valid-for'), report);
  if (environment.names(PREFIX).length === 0) return new UnsubscribeLinks();
  if (property('url') === undefined)
    missing('url', 'Set the public address of the page that unsubscribes.', report);
  if (secrets.length === 0) missing('secret', 'Make one with: openssl rand -base64 32', report);
  return url === undefined || secrets.length === 0
    ? new UnsubscribeLinks()
    : new UnsubscribeLinks({ url, secrets, mailto, validFor });
}

function missing(name: string, advice: string, report: ConfigReport): void {
  report.fault(`${PREFIX}.${name}`, 'is missing', advice);
}

function secretsOf(environment: SpringEnvironment, report: ConfigReport): string[] {
  const written = environment.list(`${PREFIX}.secret`) ?? [];
  for (const property of written) {
    if (report.faultUnresolved(property) || property.text.length >= LEAST_SECRET) continue;
    const problem = `has ${property.text.length} characters, too few for a secret`;
    report.fault(property, problem, `Use ${LEAST_SECRET} or more: openssl rand -base64 32`);
  }
  return written.map(({ text }) => text);
}

function urlOf(property: ResolvedProperty | undefined, report: ConfigReport): string | undefined {
  if (property === undefined) return undefined;
  const url = URL.canParse(property.value) ? new URL(property.value) : undefined;
  if (url !== undefined && isSecure(url) && url.hash === '') return url.href;
  report.fault(property, 'is not an https address', 'Write https://…; http is for this machine alone.');
  return undefined;
}

function mailtoOf(property: ResolvedProperty | undefined, report: ConfigReport): string | undefined {
  if (property === undefined) return undefined;
  try {
    parseUnsubscribe({ mailto: property.value }, [], undefined);
    return property.value;
  } catch (error) {
    report.fault(property, 'is not an address', isMailError(error) ? error.advice : 'Write one address.');
    return undefined;
  }
}

/** No timer waits for it, so that it may be longer than any can. */
function validForOf(property: ResolvedProperty | undefined, report: ConfigReport): number {
  const time = property && report.collect(() => readDuration(property));
  if (property === undefined || time === undefined || time === null) return VALID_FOR;
  if (time >= 1000) return time;
  report.fault(property, 'is less than a second', 'Write a time such as 365d.');
  return VALID_FOR;
}

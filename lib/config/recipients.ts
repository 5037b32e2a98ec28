import { isMailError } from '../errors/mail.error.js';
import { parseAddress } from '../message/address.js';
import type { ConfigReport } from './config-report.js';
import { defined } from './defined.js';
import type { RecipientsConfig } from './mailer-config.js';
import { readBoolean } from './spring/conversion.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** Reads who may get mail. They hold for all mailers, so that none is forgotten. */
export function resolveRecipients(environment: SpringEnvironment, report: ConfigReport): RecipientsConfig {
  const property = (name: string): ResolvedProperty | undefined => environment.property(`nest.mail.${name}`);
  const dryRun = property('dry-run');
  return defined({
    dryRun: (dryRun && report.collect(() => readBoolean(dryRun))) ?? false,
    allowed: allowed(environment, report),
    redirectTo: redirectTo(property('redirect-to'), report),
  });
}

function redirectTo(property: ResolvedProperty | undefined, report: ConfigReport): string | undefined {
  if (property === undefined || property.value.trim() === '') return undefined;
  try {
    return parseAddress(property.value, 'redirect-to').address;
  } catch (error) {
    report.fault(property, 'is not an address', isMailError(error) ? error.advice : 'Write one address.');
    return undefined;
  }
}

/** An empty list allows nobody: a variable that was not set must not open the door. */
function allowed(environment: SpringEnvironment, report: ConfigReport): string[] | undefined {
  return environment.list('nest.mail.allowed-recipients')?.map((property) => {
    const pattern = property.value.toLowerCase().replace(/^\*(?=@)/u, '');
    if (!isPattern(pattern))
      report.fault(property, 'is not an address', 'Write ann@example.org, or @example.org for a domain.');
    return pattern;
  });
}

function isPattern(pattern: string): boolean {
  try {
    const { address } = parseAddress(pattern.startsWith('@') ? `x${pattern}` : pattern, 'pattern');
    return address.endsWith(pattern);
  } catch {
    return false;
  }
}

import { Resolver } from 'node:dns/promises';
import { errorCode } from '../config/spring/error-code.js';
import type { ConfigFault } from '../errors/mail-config.error.js';
import type { DkimKey } from '../message/dkim/dkim-key.js';
import { dkimRecord, dkimRecordProblem } from '../message/dkim/dkim-record.js';

/** Milliseconds for one try, of which there are two: the start waits three seconds for a DNS that is not there. */
const TRY_TIMEOUT = 1500;
/** The name is there and holds no such record; the name is not there. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND']);

/**
 * Compares the DKIM keys of a mailer with what the DNS publishes of them. A DNS that does not answer says nothing: the mail
 * server of the settings may be in a network of its own.
 */
export async function unpublishedKeys(
  keys: readonly DkimKey[],
  resolver = new Resolver({ timeout: TRY_TIMEOUT, tries: 2 }),
): Promise<readonly ConfigFault[]> {
  const problems = await Promise.all(keys.map((key) => problemOf(key, resolver)));
  return problems
    .filter((problem) => problem !== undefined)
    .map((problem) => ({
      key: 'nest.mail.dkim',
      problem: `signs with a key that receivers do not find: ${problem}`,
      advice: 'Publish what "npx nestjs-spring-mail doctor" prints, or sign with the key that is published.',
    }));
}

async function problemOf(key: DkimKey, resolver: Resolver): Promise<string | undefined> {
  try {
    const records = await resolver.resolveTxt(dkimRecord(key).name);
    return dkimRecordProblem(
      records.map((pieces) => pieces.join('')),
      key,
    );
  } catch (error) {
    return NOTHING.has(errorCode(error) ?? '') ? dkimRecordProblem([], key) : undefined;
  }
}

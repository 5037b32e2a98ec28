import { execFileSync } from 'node:child_process';
import { type DkimRecord, dkimRecord } from '../../lib/message/dkim/dkim-record.js';
import type { DkimKey } from '../../lib/message/dkim/dkim-key.js';

/**
 * What dkimpy, another implementation of RFC 6376, says of each signature of each mail.
 * @param keys their records are what it finds in the DNS
 */
export function verifyDkim(mails: readonly Buffer[], keys: readonly DkimKey[]): boolean[][] {
  const records = keys.map(dkimRecord).map(({ name, text }: DkimRecord) => [name, text]);
  const input = {
    mails: mails.map((mail) => mail.toString('base64')),
    records: Object.fromEntries(records),
  };
  // The python of Debian, which has what Debian installs.
  const output = execFileSync('/usr/bin/python3', ['test/support/dkim-verify.py'], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output) as boolean[][];
}

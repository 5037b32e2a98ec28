import { type DkimKey, keysFor } from '../../../message/dkim/dkim-key.js';
import { dkimRecord, dkimRecordProblem } from '../../../message/dkim/dkim-record.js';
import { type Finding, ok, skipped } from '../check.js';
import { type SenderDomain, wrongRecord } from './sender-domain.js';

/** Whether receivers find the public half of the keys that sign for this sender (RFC 6376). */
export async function dkimFinding({ config, sender, records }: SenderDomain): Promise<Finding> {
  const keys = keysFor(config.dkim, sender.from);
  if (keys.length === 0) return skipped('the settings hold no key; the mail server may sign');
  for (const key of keys) {
    const { name } = dkimRecord(key);
    const problem = dkimRecordProblem(await records.txt(name), key);
    if (problem !== undefined) return wrongKey(key, problem);
  }
  return ok(`${keys.map((key) => dkimRecord(key).name).join(', ')} holds the public key`);
}

function wrongKey(key: DkimKey, detail: string): Finding {
  const { name, text } = dkimRecord(key);
  return wrongRecord('dkim', `TXT ${name}`, {
    detail,
    expected: text,
    advice: 'Publish the public half of the key that signs, or sign with the key that is published.',
  });
}

import { type DkimKey, keysFor } from '../../../message/dkim/dkim-key.js';
import { compareDkimRecord, dkimRecord } from '../../../message/dkim/dkim-record.js';
import { type Finding, ok, skipped } from '../check.js';
import { type SenderDomain, wrongRecord } from './sender-domain.js';

const PROBLEMS = {
  revoked: 'is revoked: its p= is empty',
  different: 'holds another key, so every signature fails',
  'not-dkim': 'is no DKIM record',
} as const;

/** Whether receivers find the public half of the keys that sign for this sender (RFC 6376). */
export async function dkimFinding({ config, sender, records }: SenderDomain): Promise<Finding> {
  const keys = keysFor(config.dkim, sender.from);
  if (keys.length === 0) return skipped('the settings hold no key; the mail server may sign');
  for (const key of keys) {
    const { name } = dkimRecord(key);
    const problem = problemOf(await records.txt(name), key);
    if (problem !== undefined) return wrongKey(key, problem);
  }
  return ok(`${keys.map((key) => dkimRecord(key).name).join(', ')} holds the public key`);
}

function problemOf(texts: readonly string[], key: DkimKey): string | undefined {
  const { name } = dkimRecord(key);
  const [text, ...others] = texts;
  if (text === undefined) return `there is no TXT record ${name}, so every signature fails`;
  if (others.length > 0) return `there are ${texts.length} TXT records ${name}, of which receivers take any`;
  const comparison = compareDkimRecord(text, key);
  return comparison === 'same' ? undefined : `the TXT record ${name} ${PROBLEMS[comparison]}`;
}

function wrongKey(key: DkimKey, detail: string): Finding {
  const { name, text } = dkimRecord(key);
  return wrongRecord('dkim', `TXT ${name}`, {
    detail,
    expected: text,
    advice: 'Publish the public half of the key that signs, or sign with the key that is published.',
  });
}

import type { ReceivedMail } from './received-mail.js';

/** Of the header of a multipart, which may go on over several lines. */
const BOUNDARY =
  /^Content-Type:\s*multipart\/(?:[^\r\n]|\r\n[ \t])*?\bboundary="?(?<boundary>[^";\r\n]+)/gimu;

/**
 * The source of a mail for a snapshot: the same mail always gives the same text. What is new in each send is replaced:
 * boundaries, the Message-ID where it was not chosen, the date.
 * @example expect(snapshot(mail)).toMatchSnapshot()
 */
export function snapshot({ raw }: Pick<ReceivedMail, 'raw'>): string {
  // One character for each byte, so that 8-bit text is not read as what it may not be.
  const source = raw.toString('latin1');
  const boundaries = new Set(
    Array.from(source.matchAll(BOUNDARY), ({ groups }) => groups?.['boundary'] ?? ''),
  );
  return Buffer.from(withFixedHeaders(withFixedBoundaries(source, [...boundaries])), 'latin1').toString();
}

function withFixedBoundaries(source: string, boundaries: readonly string[]): string {
  return boundaries.reduce((text, boundary, at) => text.replaceAll(boundary, `boundary-${at + 1}`), source);
}

function withFixedHeaders(source: string): string {
  const end = source.indexOf('\r\n\r\n');
  const headers = source
    .slice(0, end)
    .replace(/^Date:.*$/imu, 'Date: Thu, 01 Jan 1970 00:00:00 +0000')
    .replace(/^(?<name>Message-ID:\s*)<[\da-f-]{36}@(?<domain>[^>]*)>/imu, '$<name><message-id@$<domain>>');
  return headers + source.slice(end);
}

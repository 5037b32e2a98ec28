import type { SmtpReply } from '../errors/outcome.js';

const ENHANCED_CODE = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/;

/** The server closes the session with this code, whatever it answers with it (RFC 5321 section 3.8). */
export const CLOSING = 421;

/** The server waits for the content of the mail (RFC 5321 section 4.1.1.4). */
export const START_CONTENT = 354;

/** `true` for 2yz: done. */
export function isDone(code: number): boolean {
  return code >= 200 && code < 300;
}

/** `true` for 4yz and 5yz: not done. */
export function isRefusal(code: number): boolean {
  return code >= 400;
}

/** Commands came in an order that the server does not take (RFC 5321 section 4.2.2): so it may be on this connection only. */
const BAD_SEQUENCE = 503;

/** `true` for 5yz: the same command will not work later either (RFC 5321 section 4.2.1). */
export function isPermanent(code: number): boolean {
  return code >= 500 && code !== BAD_SEQUENCE;
}

/** Longest text of a server that is kept: more than any says, less than fills a log. */
const MAX_TEXT = 1000;

/** Server texts have no charset: UTF-8 where it decodes, byte for byte where it does not. */
function decode(text: string): string {
  const decoded = Buffer.from(text, 'latin1').toString('utf8');
  return decoded.includes('\uFFFD') ? text : decoded;
}

/** What a server wrote, so that it can stand in an error and a log: on one line, and not without end. */
export function printable(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}

/** The reply as callers see it, from the code and the bytes (as latin1) behind it. */
export function toReply(code: number, bytes: string): SmtpReply {
  const isPlain = bytes.length <= MAX_TEXT && /^[\x20-\x7e]*$/.test(bytes);
  const text = isPlain ? bytes : printable(decode(bytes));
  const enhancedCode = ENHANCED_CODE.exec(text)?.[1];
  return enhancedCode === undefined ? { code, text } : { code, enhancedCode, text };
}

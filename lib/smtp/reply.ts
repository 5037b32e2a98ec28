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

/** `true` for 5yz: the same command will not work later either (RFC 5321 section 4.2.1). */
export function isPermanent(code: number): boolean {
  return code >= 500;
}

/** Server texts have no charset: UTF-8 where it decodes, byte for byte where it does not. */
function decode(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text)) return text;
  const decoded = Buffer.from(text, 'latin1').toString('utf8');
  return decoded.includes('\uFFFD') ? text : decoded;
}

/** The reply as callers see it, from the code and the bytes (as latin1) behind it. */
export function toReply(code: number, text: string): SmtpReply {
  const decoded = decode(text);
  const enhancedCode = ENHANCED_CODE.exec(decoded)?.[1];
  return enhancedCode === undefined ? { code, text: decoded } : { code, enhancedCode, text: decoded };
}

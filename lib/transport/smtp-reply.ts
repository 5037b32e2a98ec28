import type { SmtpReply } from '../errors/outcome.js';

/** Reads a reply with its enhanced status code (RFC 2034) from nodemailer's code and text. */
export function smtpReply(code: number, response = ''): SmtpReply {
  const text = response.replace(/^\d{3}[ -]?/u, '').trim();
  const enhancedCode = /^[245]\.\d{1,3}\.\d{1,3}(?= |$)/u.exec(text)?.[0];
  return { code, ...(enhancedCode !== undefined && { enhancedCode }), text };
}

import { domainToASCII } from 'node:url';
import { refuseMail } from './smtp-errors.js';

// Controls and angle brackets would end the address, or the command, early.
const UNSAFE = /[\p{Cc}<>]/u;
const QUOTED = /"(?:[^"\\]|\\.)*"/g;
const LONGEST_ADDRESS = 320;
/** What nearly every address looks like. */
const PLAIN = /^[!-;=?-~]{1,320}$/;
const NON_ASCII = /[^\0-\x7f]/;

/** `true` when a text holds more than ASCII. */
export function isNonAscii(text: string): boolean {
  return NON_ASCII.test(text);
}

/** Throws for an address that could become more than one address, or another command. */
export function checkEnvelopeAddress(address: string, command: 'MAIL FROM' | 'RCPT TO'): void {
  if (PLAIN.test(address)) return;
  if (UNSAFE.test(address) || /\s/.test(address.replace(QUOTED, ''))) {
    throw refuseMail(`${command} cannot hold the address ${JSON.stringify(address)}`);
  }
  if (address.length > LONGEST_ADDRESS) {
    throw refuseMail(`${command} cannot hold an address of ${address.length} characters`);
  }
}

/** The form for servers without SMTPUTF8: a domain beyond ASCII has an ASCII form; a local part has none. */
export function toAsciiDomain(address: string): string {
  if (!isNonAscii(address)) return address;
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return isNonAscii(address.slice(0, at)) || domain === '' ? address : `${address.slice(0, at)}@${domain}`;
}

// Packages that most applications do not need at their start, where loading them would take longer than all the rest.
// A CommonJS module in both builds, because only `require` loads a package at once when it is needed.
import type * as DotProperties from 'dot-properties';
import type * as IconvLite from 'iconv-lite';
import type * as Nodemailer from 'nodemailer';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type * as MimeFuncs from 'nodemailer/lib/mime-funcs';
import type WellKnown from 'nodemailer/lib/well-known';
import type * as Yaml from 'yaml';

/** The one form of `http.request` that is used. */
type HttpRequest = (
  url: URL,
  options: RequestOptions,
  answered: (response: IncomingMessage) => void,
) => ClientRequest;

/** For the first `.properties` file. */
export function dotProperties(): typeof DotProperties {
  return require('dot-properties');
}

/** For the first file that is fetched. */
export function httpClient(secure: boolean): HttpRequest {
  return require(secure ? 'node:https' : 'node:http').request;
}

/** For the first text in another charset than UTF-8. */
export function iconvLite(): typeof IconvLite {
  return require('iconv-lite');
}

/** For the first mail that is composed, and for content types. */
export function mimeFuncs(): typeof MimeFuncs {
  return require('nodemailer/lib/mime-funcs');
}

/** For the first transporter that somebody asks for. */
export function nodemailer(): typeof Nodemailer {
  return require('nodemailer');
}

/** For the first connection through a SOCKS proxy; `undefined` where the application did not install it. */
export function socks(): object | undefined {
  // Inside a try, bundlers know that a package may be missing.
  try {
    return require('socks');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** For the first preset. */
export function wellKnown(): typeof WellKnown {
  return require('nodemailer/lib/well-known');
}

/** For the first YAML that is more than plain. */
export function yaml(): typeof Yaml {
  return require('yaml');
}

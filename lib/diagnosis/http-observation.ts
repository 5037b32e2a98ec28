import type { Observation } from './observation.js';

type HttpObservation = Pick<Observation, 'outcome' | 'permanent' | 'stage' | 'httpStatus'>;

/** Another key, or a bill that is paid, lets the same mail through. */
const NOT_LET_IN = new Set([401, 402, 403, 407]);
/** The request was not taken, for now. */
const LATER = new Set([408, 425, 429, 503]);
/** The one of 5yz that says what the request lacks. */
const NOT_IMPLEMENTED = 501;

/**
 * What an HTTP API answered, from the error of its client library: 4yz and 503 say that the mail was not taken, the rest
 * of 5yz may come from what stands behind, or before, what took it.
 */
export function observeHttp(error: unknown): HttpObservation | undefined {
  const httpStatus = statusOf(error);
  if (httpStatus === undefined) return undefined;
  if (NOT_LET_IN.has(httpStatus)) return { httpStatus, outcome: 'refused', permanent: false, stage: 'auth' };
  if (LATER.has(httpStatus) || isForNow(error)) return { httpStatus, outcome: 'refused', permanent: false };
  if (httpStatus < 500 || httpStatus === NOT_IMPLEMENTED)
    return { httpStatus, outcome: 'refused', permanent: true };
  return { httpStatus, outcome: 'unknown' };
}

/** Where client libraries keep the status: mailgun.js and axios, Postmark, axios, AWS, SendGrid. */
const PATHS = [['status'], ['statusCode'], ['response', 'status'], ['$metadata', 'httpStatusCode'], ['code']];

function statusOf(error: unknown): number | undefined {
  // A reply of SMTP, which nodemailer calls so.
  if (typeof at(error, ['responseCode']) === 'number') return undefined;
  return PATHS.map((path) => at(error, path)).find(isErrorStatus);
}

function isErrorStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value < 600;
}

/** AWS answers 400 where it throttles, and says so beside it. */
function isForNow(error: unknown): boolean {
  return at(error, ['$retryable', 'throttling']) === true;
}

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

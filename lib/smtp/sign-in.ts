import { type Credentials, type Mechanism, toNodemailerAuth } from './authentication.js';
import type { NodemailerConnection } from './nodemailer-connection.js';
import { toError } from './smtp-errors.js';

/** Gets credentials; `refused` is a token that the mail server did not accept. */
export type AskForCredentials = (refused?: string) => Promise<Credentials>;

/**
 * Signs in. A token that is refused is replaced once: it may have been withdrawn before it expired.
 * Rejects with what kept us from another token, or with nodemailer's error.
 */
export async function signIn(
  { login }: Pick<NodemailerConnection, 'login'>,
  mechanism: Mechanism,
  ask: AskForCredentials,
): Promise<void> {
  const first = await ask();
  const renewal = new Renewal(() => ask(first.password));
  try {
    await login(await toNodemailerAuth(mechanism, first, renewal.run));
  } catch (error) {
    if (renewal.failure !== undefined) throw renewal.failure;
    if (mechanism !== 'XOAUTH2' || renewal.isBegun || !isRefusal(error)) throw error;
    const other = await renewal.run().catch(() => undefined);
    if (other === undefined) throw renewal.failure ?? error;
    await tryAgain(login, other, toError(error));
  }
}

/** For servers that refuse a token without the challenge upon which nodemailer asks for another one. */
async function tryAgain(
  login: NodemailerConnection['login'],
  credentials: Credentials,
  refusal: Error,
): Promise<void> {
  const enough = (): Promise<never> => Promise.reject(refusal);
  try {
    await login(await toNodemailerAuth('XOAUTH2', credentials, enough));
  } catch (error) {
    // A server that closes the line after its refusal has said nothing about the new token.
    throw isRefusal(error) ? error : refusal;
  }
}

class Renewal {
  isBegun = false;
  /** Kept here, because nodemailer writes its own codes into the errors that it is given. */
  failure: Error | undefined;
  readonly #ask: () => Promise<Credentials>;

  constructor(ask: () => Promise<Credentials>) {
    this.#ask = ask;
  }

  readonly run = async (): Promise<Credentials> => {
    this.isBegun = true;
    try {
      return await this.#ask();
    } catch (error) {
      this.failure = toError(error);
      throw new Error('There is no other token', { cause: error });
    }
  };
}

/** RFC 4954 section 6: the credentials are not accepted, for good as far as the server can tell. */
function isRefusal(error: unknown): boolean {
  const failure = toError(error);
  return 'responseCode' in failure && (failure.responseCode === 535 || failure.responseCode === 534);
}

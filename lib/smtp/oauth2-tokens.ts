import type { TokenReply } from './token-endpoint.js';

/** Asks the endpoint for a token, with the refresh token that it gave last. */
export type AskForToken = (refreshToken: string | undefined, signal: AbortSignal) => Promise<TokenReply>;

interface Token {
  readonly access: string;
  /** From here on a new one is asked for, while this one still serves. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** A token is not used to its last moment: clocks differ, and signing in takes time. */
const MARGIN_MS = 5 * 60_000;

/** The access token of an account, for all connections of a mailer: asked for when it is first needed, and once for all. */
export class OAuth2Tokens {
  readonly #ask: AskForToken;
  readonly #now: () => number;
  readonly #stop = new AbortController();
  #token: Token | undefined;
  #refreshToken: string | undefined;
  #asking: Promise<string> | undefined;

  constructor(ask: AskForToken, refreshToken: string | undefined, now: () => number = Date.now) {
    this.#ask = ask;
    this.#refreshToken = refreshToken;
    this.#now = now;
  }

  /** @param refused a token that the mail server did not accept; then another one is asked for */
  async get(refused?: string): Promise<string> {
    const token = this.#token;
    if (token === undefined || token.access === refused) return this.#renewed();
    if (this.#now() >= token.expiresAt) return this.#renewed();
    // Nobody waits for the next one while this one serves; if there is none yet, the next connection asks again.
    if (this.#now() >= token.renewAt) void this.#renewed().catch(() => undefined);
    return token.access;
  }

  /** Ends a request that is under way. */
  close(): void {
    this.#stop.abort(new Error('The mailer was closed'));
  }

  #renewed(): Promise<string> {
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #renew(): Promise<string> {
    const { accessToken, expiresIn, refreshToken } = await this.#ask(this.#refreshToken, this.#stop.signal);
    const lifetime = expiresIn === undefined ? Infinity : expiresIn * 1000;
    const expiresAt = this.#now() + lifetime;
    this.#refreshToken = refreshToken ?? this.#refreshToken;
    this.#token = {
      access: accessToken,
      expiresAt,
      renewAt: lifetime === Infinity ? Infinity : expiresAt - Math.min(MARGIN_MS, lifetime / 2),
    };
    return accessToken;
  }
}

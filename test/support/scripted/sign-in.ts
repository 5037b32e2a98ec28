import { createHmac, randomUUID } from 'node:crypto';

/** Asks the client with a 334; undefined when the client cancels or is gone. */
export type Ask = (challenge: string) => Promise<string | undefined>;

/** The users and their passwords (or tokens). */
export type Users = Readonly<Record<string, string>>;

/** What the client claims to be, and whether that is so. */
export interface Claim {
  readonly username: string;
  readonly secret: string;
  readonly accepted: boolean;
}

type Mechanism = (first: string | undefined, ask: Ask, users: Users) => Promise<Claim | undefined>;

/** The ways of signing in that the server speaks. */
export const mechanisms: Readonly<Record<string, Mechanism>> = {
  async PLAIN(first, ask, users) {
    const [, username, secret] = (first ?? (await ask('')))?.split('\0') ?? [];
    return compared(username, secret, users);
  },

  async LOGIN(first, ask, users) {
    const username = first ?? (await ask('Username:'));
    return username === undefined ? undefined : compared(username, await ask('Password:'), users);
  },

  async 'CRAM-MD5'(_first, ask, users) {
    const challenge = `<${randomUUID()}@mail.example.test>`;
    const [, username = '', secret = ''] = /^(.*) (\w+)$/.exec((await ask(challenge)) ?? '') ?? [];
    const digest = createHmac('md5', users[username] ?? '')
      .update(challenge)
      .digest('hex');
    return { username, secret, accepted: username in users && secret === digest };
  },

  async XOAUTH2(first, ask, users) {
    const sent = first ?? (await ask('')) ?? '';
    const [user, bearer] = sent.split('\u0001');
    const claim = compared(user?.replace(/^user=/, ''), bearer?.replace(/^auth=Bearer /, ''), users);
    // The reason comes as a challenge; the client answers it with nothing, and only then hears the 535.
    if (claim?.accepted !== true)
      await ask('{"status":"401","schemes":"bearer","scope":"https://mail.example.test/"}');
    return claim;
  },
};

function compared(username: string | undefined, secret: string | undefined, users: Users): Claim | undefined {
  if (username === undefined || secret === undefined) return undefined;
  return { username, secret, accepted: username in users && users[username] === secret };
}

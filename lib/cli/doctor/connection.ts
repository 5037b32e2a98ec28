import { isIP } from 'node:net';
import type { MailerConfig } from '../../config/mailer-config.js';
import { pageOf } from '../../errors/diagnosis.js';
import { connectSmtp } from '../../smtp/connect.js';
import type { SmtpConnectConfig } from '../../smtp/connect-config.js';
import { SmtpConnectError } from '../../smtp/smtp-errors.js';
import type { SmtpLine } from '../../smtp/smtp-line.js';
import { accessTokens, connectConfig } from '../../transport/wire-config.js';
import { type Check, type Finding, ok, skipped } from './check.js';
import { connectFailure, failure } from './failure.js';
import { addressesOf, reach } from './reach.js';
import { spokenVersions } from './tls-versions.js';
import { tlsFinding } from './tls.js';

/** No reply is waited for longer than this, whatever the settings allow a mail. */
const LONGEST_REPLY = 10_000;

/** The line to the mail server while it is looked at, step by step. Nothing goes over it that a mail would not need. */
export class Connection {
  readonly #config: MailerConfig;
  readonly #tokens: ReturnType<typeof accessTokens>;
  #greeted: Promise<SmtpLine> | undefined;
  #signedIn: SmtpLine | undefined;

  constructor(config: MailerConfig) {
    this.#config = config;
    this.#tokens = accessTokens(config);
  }

  /** In the order in which they happen on the wire. */
  get checks(): readonly Check[] {
    const { security } = this.#config;
    const tls = this.#tls();
    const isImplicit = security === 'implicit-tls';
    return [
      { id: 'dns', needs: ['settings'], run: () => this.#dns() },
      { id: 'tcp', needs: ['dns'], run: () => this.#tcp() },
      ...(isImplicit ? [{ ...tls, needs: ['tcp'] }] : []),
      {
        id: 'greeting',
        needs: [isImplicit ? 'tls' : 'tcp'],
        run: () => this.#step('greeting', ({ ehlo }) => ok(greetingOf(ehlo))),
      },
      { id: 'starttls', needs: ['greeting'], run: () => this.#starttls() },
      ...(isImplicit ? [] : [{ ...tls, needs: ['starttls'] }]),
      {
        id: 'extensions',
        needs: ['tls'],
        run: () => this.#step('extensions', ({ ehlo }) => ok(extensionsOf(ehlo))),
      },
      { id: 'sign-in', needs: ['extensions'], run: () => this.#signIn() },
    ];
  }

  /** The line that a mail could go over now. */
  async line(): Promise<SmtpLine> {
    return this.#signedIn ?? this.#open();
  }

  /** Frees what is open. */
  async close(): Promise<void> {
    this.#tokens?.close();
    this.#signedIn?.close();
    const [greeted] = await Promise.allSettled([this.#greeted]);
    if (greeted.status === 'fulfilled') greeted.value?.close();
  }

  async #dns(): Promise<Finding> {
    const { host, proxy } = this.#config;
    if (proxy !== undefined) return skipped('the proxy looks the host up');
    if (isIP(host) !== 0) return ok(`${host} is an address`);
    try {
      return ok(`${host} is ${(await addressesOf(host)).join(', ')}`);
    } catch (error) {
      return failure(connectFailure('dns', error), this.#config);
    }
  }

  async #tcp(): Promise<Finding> {
    const { host, port, localAddress, proxy, timeouts } = this.#config;
    if (proxy !== undefined) return this.#step('tcp', () => ok('the proxy connects'));
    try {
      const to = { host, port, ...(localAddress !== undefined && { localAddress }) };
      const address = await reach(to, timeouts.connect);
      return ok(`${address}:${port} takes connections`);
    } catch (error) {
      return failure(connectFailure('connect', error), this.#config);
    }
  }

  #tls(): Omit<Check, 'needs'> {
    return { id: 'tls', run: () => this.#secured() };
  }

  /** Which versions the server speaks says most where there is none in common. */
  async #secured(): Promise<Finding> {
    let isEncrypted = false;
    const finding = await this.#step('tls', (line) => {
      isEncrypted = line.encrypted;
      return tlsFinding(line, this.#config);
    });
    if (!isEncrypted && finding.page !== pageOf('old-tls')) return finding;
    const versions = await spokenVersions(this.#connectConfig());
    return { ...finding, detail: `${finding.detail}; the server speaks ${versions.join(', ') || 'none'}` };
  }

  async #starttls(): Promise<Finding> {
    const { security } = this.#config;
    if (security === 'implicit-tls') return skipped('TLS from the first byte needs none');
    if (security === 'none') return skipped('the settings do not ask for it');
    return this.#step('starttls', ({ encrypted }) =>
      encrypted ? ok('offered, and used') : skipped('not offered, and the settings allow to go on without'),
    );
  }

  async #signIn(): Promise<Finding> {
    const { credentials } = this.#config;
    if (credentials === undefined) return skipped('the settings hold no username and password');
    try {
      this.#signedIn = await connectSmtp(this.#connectConfig());
      return ok(`as ${credentials.username}`);
    } catch (error) {
      return failure(error, this.#config);
    }
  }

  /** One step of the connection: its own failure, or what it looks like when all went well or failed later. */
  async #step(id: string, finding: (line: SmtpLine) => Finding): Promise<Finding> {
    try {
      return finding(await this.#open());
    } catch (error) {
      return stepOf(error, this.#config) === id ? failure(error, this.#config) : ok('done');
    }
  }

  /** Up to sign-in, once. */
  #open(): Promise<SmtpLine> {
    this.#greeted ??= connectSmtp({ ...this.#connectConfig(), authentication: undefined });
    return this.#greeted;
  }

  #connectConfig(): SmtpConnectConfig {
    const config = connectConfig(this.#config, this.#tokens);
    const { connect: connecting, greeting } = config.timeouts;
    const reply = Math.min(greeting, LONGEST_REPLY);
    return {
      ...config,
      timeouts: { connect: Math.min(connecting, LONGEST_REPLY), greeting: reply, setup: 3 * reply + 1000 },
    };
  }
}

/** The check that a failure of the connection belongs to. */
function stepOf(error: unknown, { security }: MailerConfig): string {
  const stage = error instanceof SmtpConnectError ? error.stage : undefined;
  if (stage === 'proxy') return 'tcp';
  if (stage === 'tls' || stage === 'starttls') return stage;
  return stage === 'connect' && security === 'implicit-tls' ? 'tls' : 'greeting';
}

function greetingOf(ehlo: string): string {
  return `${/^250[ -](?<name>\S*)/u.exec(ehlo)?.groups?.['name'] || 'a mail server'} answers`;
}

/** What the server offers, in its own words. */
function extensionsOf(ehlo: string): string {
  const lines = ehlo.split(/\r?\n/u).slice(1);
  return lines.map((line) => line.slice(4).trim()).join(', ') || 'none';
}

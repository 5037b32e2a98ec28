import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { type Mailer, MailService } from '../../index.js';

/** How a mail server is probed. */
export interface MailHealthOptions {
  /** Name of the mailer under `nest.mail.mailers`. Default: the one of `spring.mail`. */
  readonly mailer?: string;
  /** Milliseconds for which a result is given again without asking the server. Default `10000`; `0` asks every time. */
  readonly cacheFor?: number;
  /** Milliseconds after which a server that does not answer is down. Default `5000`. */
  readonly timeout?: number;
}

/** What a probe found; `location` is the host, and the port where one is set, as Spring Boot's health tells it. */
interface Finding {
  readonly location?: string;
  /** Class and message of what went wrong. */
  readonly error?: string;
}

interface Probe {
  readonly startedAt: number;
  readonly finding: Promise<Finding>;
}

/**
 * Tells whether the mail server takes the settings: it connects and signs in over a connection of its own, sending nothing.
 * Mirrors Spring Boot's mail health (`location`, `error`), which has neither a time limit nor a cache.
 *
 * @example
 * health.check([() => this.mail.isHealthy('mail')])
 */
@Injectable()
export class MailHealthIndicator {
  readonly #probes = new WeakMap<Mailer, Probe>();

  constructor(
    @Inject(HealthIndicatorService) private readonly health: HealthIndicatorService,
    @Inject(MailService) private readonly mail: MailService,
  ) {}

  /** @throws MailConfigError when no mailer has the name */
  async isHealthy<Key extends string = 'mail'>(
    key: Key = 'mail' as Key,
    { mailer = 'default', cacheFor = 10_000, timeout = 5000 }: MailHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key, 'up' | 'down', Finding>> {
    const finding = await this.#finding(this.mail.mailer(mailer), cacheFor, timeout);
    const check = this.health.check(key);
    return finding.error === undefined ? check.up({ ...finding }) : check.down({ ...finding });
  }

  /** Probes that come while one is under way share it. */
  #finding(mailer: Mailer, cacheFor: number, timeout: number): Promise<Finding> {
    const last = this.#probes.get(mailer);
    if (last !== undefined && performance.now() - last.startedAt < cacheFor) return last.finding;
    const probe = { startedAt: performance.now(), finding: probed(mailer, timeout) };
    this.#probes.set(mailer, probe);
    return probe.finding;
  }
}

async function probed(mailer: Mailer, timeout: number): Promise<Finding> {
  const found = mailer.location === undefined ? {} : { location: mailer.location };
  const signal = AbortSignal.timeout(timeout);
  try {
    await mailer.testConnection({ signal });
    return found;
  } catch (error) {
    if (signal.aborted) return { ...found, error: `TimeoutError: no answer within ${timeout} ms` };
    return { ...found, error: String(error) };
  }
}

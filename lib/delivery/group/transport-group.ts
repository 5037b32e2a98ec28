import type { MailerConfig } from '../../config/mailer-config.js';
import type { Receipt } from '../../errors/outcome.js';
import type { Mail } from '../../message/mail.js';
import type { ConnectionUse, MailTransport, SendOptions } from '../../transport/mail-transport.js';
import { withDeadline } from '../../transport/deadline.js';
import { wholeMail } from '../../transport/whole-mail.js';
import { Circuit } from './circuit.js';
import { GroupError, type MemberFailure } from './group-error.js';
import type { Order } from './order.js';
import { isTransportFailure } from './transport-failure.js';

/** One transport of a group. */
export interface GroupMember {
  readonly transport: MailTransport;
  /** Its share of the mails, where they go by turns. */
  readonly weight: number;
  /** The settings that explain its failures. */
  readonly server?: MailerConfig | undefined;
}

/** How a group works. */
export interface TransportGroupConfig {
  readonly order: Order;
  /** Milliseconds after which a member that failed is probed. */
  readonly probeAfter: number;
  readonly now?: () => number;
}

interface Member extends GroupMember {
  readonly circuit: Circuit;
}

/**
 * Several transports as one. When one fails by itself the next has the mail; a mail that was refused, or that may have
 * been delivered, stays where it is. A member that failed is asked last until a probe of its own finds it working.
 */
export class TransportGroup implements MailTransport {
  readonly #members: readonly Member[];
  readonly #order: Order;
  readonly #probes = new Map<Member, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(
    members: readonly GroupMember[],
    { order, probeAfter, now = () => performance.now() }: TransportGroupConfig,
  ) {
    this.#members = members.map((member) => ({ ...member, circuit: new Circuit(probeAfter, now) }));
    this.#order = order;
  }

  async send(mail: Mail, options: SendOptions = {}): Promise<Receipt> {
    return this.#within(options, async (limited) => {
      const failures: MemberFailure[] = [];
      for (const member of this.#inTurn()) {
        try {
          const receipt = await member.transport.send(mail, limited);
          member.circuit.close();
          return receipt;
        } catch (error) {
          failures.push({ error, server: member.server });
          if (!failedByItself(member, error, options)) throw new GroupError(failures.slice(-1));
          if (limited.signal?.aborted) break;
        }
      }
      throw new GroupError(failures);
    });
  }

  /** What one member could not send goes to the next in one batch, in order. */
  async sendAll(mails: readonly Mail[], options: SendOptions = {}): Promise<PromiseSettledResult<Receipt>[]> {
    return this.#within(options, async (limited) => {
      const jobs = mails.map((mail): BatchJob => ({ mail, failures: [], receipt: undefined, isOver: false }));
      for (const member of this.#inTurn()) {
        const left = jobs.filter(({ isOver }) => !isOver);
        if (left.length === 0 || limited.signal?.aborted) break;
        const results = await member.transport.sendAll(
          left.map(({ mail }) => mail),
          limited,
        );
        for (const [index, job] of left.entries()) settle(job, member, results[index], options);
      }
      return Promise.allSettled(jobs.map(async ({ receipt, failures }) => receipt ?? notSent(failures)));
    });
  }

  /** As the first one would send it. */
  async render(mail: Mail): Promise<Buffer> {
    return this.#members[0]?.transport.render?.(mail) ?? wholeMail(mail, undefined);
  }

  async whenRoom(): Promise<void> {
    const member = this.#members.find(({ circuit }) => !circuit.isOpen) ?? this.#members[0];
    await member?.transport.whenRoom?.();
  }

  /** Those of its own members; those of others are told by the mailers that opened them. */
  connections(): ConnectionUse {
    const uses = this.#members.flatMap(({ transport }) => transport.connections?.() ?? []);
    return {
      used: uses.reduce((sum, { used }) => sum + used, 0),
      idle: uses.reduce((sum, { idle }) => sum + idle, 0),
    };
  }

  /** One that works is enough. */
  async verify(options?: SendOptions): Promise<void> {
    const failures: MemberFailure[] = [];
    for (const { transport, server } of this.#members) {
      try {
        return await transport.verify(options);
      } catch (error) {
        failures.push({ error, server });
      }
    }
    throw new GroupError(failures);
  }

  async close(): Promise<number> {
    this.#stop.abort(new Error('The transport was closed.'));
    await Promise.all(this.#probes.values());
    const undelivered = await Promise.all(this.#members.map(({ transport }) => transport.close()));
    return undelivered.reduce((sum, count) => sum + count, 0);
  }

  /** One limit for all members together. */
  async #within<T>(
    { timeout, ...others }: SendOptions,
    work: (limited: SendOptions) => Promise<T>,
  ): Promise<T> {
    if (timeout === undefined) return work(others);
    return withDeadline({ ...others, timeout }, (signal) => work({ ...others, ...(signal && { signal }) }));
  }

  /** Those that failed last time go last, and are probed when it is time. */
  #inTurn(): readonly Member[] {
    const members = this.#order(this.#members);
    if (!members.some(({ circuit }) => circuit.isOpen)) return members;
    for (const member of members) if (member.circuit.isDue && !this.#probes.has(member)) this.#probe(member);
    return members.toSorted((a, b) => Number(a.circuit.isOpen) - Number(b.circuit.isOpen));
  }

  #probe(member: Member): void {
    const probe = member.transport.verify({ signal: this.#stop.signal }).then(
      () => member.circuit.close(),
      () => member.circuit.open(),
    );
    this.#probes.set(
      member,
      probe.finally(() => this.#probes.delete(member)),
    );
  }
}

/** A mail of a batch on its way through the group. */
interface BatchJob {
  readonly mail: Mail;
  readonly failures: MemberFailure[];
  receipt: Receipt | undefined;
  isOver: boolean;
}

function settle(
  job: BatchJob,
  member: Member,
  result: PromiseSettledResult<Receipt> | undefined,
  options: SendOptions,
): void {
  if (result?.status === 'fulfilled') {
    job.receipt = result.value;
    job.isOver = true;
    member.circuit.close();
    return;
  }
  const failure = { error: result?.reason, server: member.server };
  job.isOver = !failedByItself(member, failure.error, options);
  if (job.isOver) job.failures.length = 0;
  job.failures.push(failure);
}

function notSent(failures: readonly MemberFailure[]): never {
  throw new GroupError(failures);
}

/** Remembers it, too. A send that its caller gave up says nothing about the member. */
function failedByItself({ circuit }: Member, error: unknown, { signal }: SendOptions): boolean {
  const isDown = isTransportFailure(error) && signal?.aborted !== true;
  if (isDown) circuit.open();
  return isDown;
}

import { type Answer, type Moment, type Stage, drop, reset, silence } from './script.js';
import type { Session } from './session.js';
import type { Wire } from './wire.js';

/** Gives the replies of one connection: what the script says, else what is usual. */
export class Replies {
  /** True once the server has closed the connection, or keeps silent for good. */
  over = false;
  readonly #counts = new Map<Stage, number>();

  constructor(
    private readonly wire: Wire,
    private readonly session: Session,
    private readonly perform: (moment: Moment) => Promise<Answer>,
  ) {}

  /** Replies to a stage and returns the reply, or '' where there was none. `before` sees it before the client does. */
  async give(
    stage: Stage,
    usual: string,
    about: Partial<Moment> = {},
    before: (reply: string) => void = () => {},
  ): Promise<string> {
    const count = (this.#counts.get(stage) ?? 0) + 1;
    this.#counts.set(stage, count);
    const { session } = this;
    const moment = { stage, line: '', address: '', bytes: 0, signIn: undefined, ...about, count, session };
    const answer = (await this.perform(moment)) ?? usual;
    if (typeof answer === 'symbol') {
      await this.#fail(answer);
      return '';
    }
    const last = typeof answer === 'object' && 'lastWord' in answer;
    const reply = last ? answer.lastWord : answer;
    before(reply.toString());
    this.say(reply);
    if (last || reply.toString().startsWith('421')) this.hangUp();
    return reply.toString();
  }

  say(reply: string | Buffer): void {
    if (typeof reply !== 'string') this.wire.write(reply);
    else if (reply !== '') this.wire.write(`${reply.replaceAll('\n', '\r\n')}\r\n`);
  }

  hangUp(): void {
    this.over = true;
    this.wire.hangUp();
  }

  async #fail(fault: typeof drop | typeof reset | typeof silence): Promise<void> {
    this.over = true;
    if (fault === drop) this.wire.drop();
    if (fault === reset) this.wire.reset();
    await this.wire.closed;
  }
}

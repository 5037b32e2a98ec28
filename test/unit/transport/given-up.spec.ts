import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { GivenUp } from '../../../lib/transport/given-up.js';
import { SharedSignals } from '../../../lib/smtp/shared-signals.js';

function listeners({ signal }: AbortController): number {
  return getEventListeners(signal, 'abort').length;
}

describe('the signal of a send', () => {
  const reason = new Error('The mailer was closed.');

  it('aborts with the first of those that it follows, for the same reason', () => {
    const [closing, caller] = [new AbortController(), new AbortController()];
    const { signal: own } = new GivenUp({ signals: [closing.signal, caller.signal] }, new SharedSignals());
    expect(own.aborted).toBe(false);
    closing.abort(reason);
    caller.abort(new Error('later'));
    expect(own.reason).toBe(reason);
  });

  it('is aborted at once when one of them is', () => {
    const { signal } = new GivenUp({ signals: [AbortSignal.abort(reason)] }, new SharedSignals());
    expect(signal.reason).toBe(reason);
  });

  it('aborts when the time is over', async () => {
    const own = new GivenUp({ signals: [], timeout: 1 }, new SharedSignals()).signal;
    await new Promise((resolve) => own.addEventListener('abort', resolve));
    expect(own.reason).toMatchObject({ name: 'SmtpDeadlineError' });
  });

  it('leaves nothing behind on a mailer that sends for years, nor a timer', () => {
    const closing = new AbortController();
    const shared = new SharedSignals();
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const sends = Array.from(
      { length: 100 },
      () => new GivenUp({ signals: [closing.signal], timeout: 60_000 }, shared),
    );
    expect([listeners(closing), timers() - before]).toEqual([1, 100]);
    for (const send of sends) send.end();
    expect([listeners(closing), timers() - before]).toEqual([0, 0]);
  });
});

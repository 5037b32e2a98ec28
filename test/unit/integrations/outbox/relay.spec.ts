import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MailOutbox, type MailOutboxOptions } from '../../../../lib/integrations/outbox/index.js';
import { until } from '../../../support/until.js';

let outbox: MailOutbox | undefined;
afterEach(async () => {
  await outbox?.close();
  jest.restoreAllMocks();
});

/** A relay whose database is not there; gives how often it was asked for rows. */
function relayWithoutDatabase(options: Pick<MailOutboxOptions, 'onError'>): () => number {
  let asked = 0;
  outbox = new MailOutbox({
    run: () => {
      asked += 1;
      return Promise.reject(new Error(`no database, ${asked}`));
    },
    enqueue: () => Promise.reject(new Error('never asked')),
    interval: 1,
    ...options,
  });
  outbox.start();
  return () => asked;
}

/** What Node is told to warn of until a test has ended. */
function warnings(): string[] {
  const told: string[] = [];
  jest.spyOn(process, 'emitWarning').mockImplementation((text) => void told.push(String(text)));
  return told;
}

describe('a relay whose database fails', () => {
  it('goes on, and tells each time', async () => {
    const errors: unknown[] = [];
    relayWithoutDatabase({ onError: (error) => errors.push(error) });
    await until(() => errors.length >= 3);
    expect(errors.slice(0, 2).map(String)).toEqual(['Error: no database, 1', 'Error: no database, 2']);
  });

  it('goes on when who is told fails as well', async () => {
    const told = warnings();
    const asked = relayWithoutDatabase({
      onError: () => {
        throw new Error('no log');
      },
    });
    await until(() => asked() >= 3 && told.length >= 1);
    expect(told[0]).toContain('no log');
  });

  it('warns once for as long as it fails when nobody is told', async () => {
    const told = warnings();
    const asked = relayWithoutDatabase({});
    await until(() => asked() >= 5 && told.length >= 1);
    expect(told).toEqual([expect.stringMatching(/outbox.*no database, 1.*onError/u)]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { HandledOnce } from '../../../../lib/integrations/webhooks/handled-once.js';

describe('what is handled once', () => {
  it('is handled again when it hangs', async () => {
    const once = new HandledOnce(60_000, 20);
    let tries = 0;
    const handle = (): Promise<void> =>
      once.do('a', 'content', () => (++tries === 1 ? new Promise(() => undefined) : Promise.resolve()));
    await expect(handle()).rejects.toThrow('within 20 ms');
    await handle();
    await handle();
    expect(tries).toBe(2);
  });

  it('is forgotten when it would be refused anyway, or when there is too much of it', async () => {
    const done: string[] = [];
    const handle = (once: HandledOnce, id: string): Promise<void> =>
      once.do(id, 'content', async () => void done.push(id));
    const shortly = new HandledOnce(-1);
    for (const id of ['a', 'b', 'a']) await handle(shortly, id);
    expect(done.splice(0)).toEqual(['a', 'b', 'a']);
    const full = new HandledOnce(60_000);
    for (let id = 0; id <= 50_000; id++) await handle(full, String(id));
    done.splice(0);
    for (const id of ['0', '50000']) await handle(full, id);
    expect(done).toEqual(['0']);
  });
});

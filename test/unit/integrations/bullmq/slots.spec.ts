import { describe, expect, it } from '@jest/globals';
import { Slots } from '../../../../lib/integrations/bullmq/slots.js';

/** Lets promises that are settled be told. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('slots', () => {
  it('are never more than there are, and go to the job that came first', async () => {
    const slots = new Slots(5);
    const [first, second] = [slots.forJob(0), slots.forJob(0)];
    expect(await first.take(4)).toBe(4);
    expect(await second.take(4)).toBe(1);
    const told: string[] = [];
    void second.take(3).then((count) => told.push(`second ${count}`));
    void first.take(3).then((count) => told.push(`first ${count}`));
    await settle();
    expect(told).toEqual([]);
    first.give(4);
    await settle();
    expect(told).toEqual(['first 3', 'second 1']);
  });

  it('go to an urgent job before those that came first', async () => {
    const slots = new Slots(1);
    const busy = slots.forJob(0);
    await busy.take(1);
    const told: string[] = [];
    const ask = async (name: string, urgency: number): Promise<void> => {
      await slots.forJob(urgency).take(1);
      told.push(name);
      slots.give(1);
    };
    const asked = [ask('low', -1), ask('normal', 0), ask('high', 1), ask('normal, later', 0)];
    busy.give();
    await Promise.all(asked);
    expect(told).toEqual(['high', 'normal', 'normal, later', 'low']);
  });

  it('are given back once, whatever their job says', async () => {
    const slots = new Slots(3);
    const job = slots.forJob(0);
    await job.take(2);
    job.give(5);
    job.give();
    expect(await slots.forJob(0).take(9)).toBe(3);
  });
});

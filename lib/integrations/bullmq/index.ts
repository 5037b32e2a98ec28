export { bullmq } from './bullmq.queue.js';
export type { BullmqOptions, PostgresConnection } from './bullmq-options.js';

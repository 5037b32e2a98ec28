export { MailHealthIndicator, type MailHealthOptions } from './mail.health.js';
export { MailQueueHealthIndicator, type MailQueueHealthOptions } from './mail-queue.health.js';

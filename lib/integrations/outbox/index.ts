export { MailOutbox, type MailOutboxOptions, type RunStatement } from './mail-outbox.js';

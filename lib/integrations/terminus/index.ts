export { MailHealthIndicator, type MailHealthOptions } from './mail.health.js';

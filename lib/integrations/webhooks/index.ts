export type { MailgunWebhookOptions, MailWebhooksOptions, SesWebhookOptions } from './webhooks-options.js';
export { MailWebhooksModule, type MailWebhooksExtras } from './webhooks.module.js';

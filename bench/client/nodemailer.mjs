// nodemailer with a pool, or as it is without options.
import { createTransport } from 'nodemailer';
import { measure, task } from './measure.mjs';
import { addHeader } from './plugin.mjs';
import { sendAtOnce } from './send-at-once.mjs';

const { host, port, connections, pool, plugin, dkim, tls } = task;
const pooled = { pool: true, maxConnections: connections, maxMessages: Infinity };
const signed = dkim && { dkim: { domainName: dkim.domain, keySelector: dkim.selector, ...dkim } };
const encrypted = tls && { secure: true, tls: { rejectUnauthorized: false } };
const transporter = createTransport({ host, port, ...(pool && pooled), ...signed, ...encrypted });
if (plugin) transporter.use('compile', addHeader);
const send = (message) => transporter.sendMail(message);
await measure({ send, sendMany: sendAtOnce(send) });
transporter.close();

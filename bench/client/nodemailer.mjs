// nodemailer with a pool, or as it is without options.
import { createTransport } from 'nodemailer';
import { measure, task } from './measure.mjs';
import { addHeader } from './plugin.mjs';

const { host, port, connections, pool, plugin } = task;
const pooled = { pool: true, maxConnections: connections, maxMessages: Infinity };
const transporter = createTransport({ host, port, ...(pool && pooled) });
if (plugin) transporter.use('compile', addHeader);
await measure((message) => transporter.sendMail(message));
transporter.close();

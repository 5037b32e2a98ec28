// nodemailer with a pool or, with no connections to keep, as it is without options.
import { createTransport } from 'nodemailer';
import { measure, task } from './measure.mjs';
import { addHeader } from './plugin.mjs';

const { host, port, connections, plugin } = task;
const pool = { pool: true, maxConnections: connections, maxMessages: Infinity };
const transporter = createTransport({ host, port, ...(connections > 0 && pool) });
if (plugin) transporter.use('compile', addHeader);
await measure((message) => transporter.sendMail(message));
transporter.close();

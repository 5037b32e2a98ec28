// A process that sends what is queued, until it is killed or told to end.
import { application } from './application.mjs';

const { mail } = await application(JSON.parse(process.argv[2]));
mail.on('dead', ({ job, outcome }) => process.send?.({ dead: job.messageId, outcome }));
process.send?.('ready');

// One-pass composer against nodemailer's, CPU per mail. Needs `npm run build`.
import MailComposer from 'nodemailer/lib/mail-composer';
import { compose } from '../build/esm/message/compose/compose.js';

const rounds = Number(process.env.ROUNDS ?? 7);
const date = new Date('2025-01-02T03:04:05Z');
const paragraph = 'Grüße aus Köln, wir bestätigen Ihre Bestellung und danken für das Vertrauen.';
const html = `<html><body>\n${`  <p style="margin:0">${paragraph}</p>\n`.repeat(31)}</body></html>`;

const small = {
  from: [{ name: 'Shop', address: 'shop@example.org' }],
  to: [{ name: 'Erika Mustermann', address: 'erika@example.org' }],
  subject: 'Ihre Bestellung 4711 – vielen Dank',
  text: `${paragraph}\n`.repeat(12),
  html,
  date,
  messageId: '<4711@example.org>',
};
const file = Buffer.alloc(1024 * 1024, 'invoice ');
const cases = [
  { name: 'text + HTML, 4 KB', mails: 400, mail: () => small },
  {
    name: 'plain ASCII text, 0.9 KB',
    mails: 400,
    mail: () => ({
      ...small,
      html: undefined,
      subject: 'Your order',
      text: 'Thank you for the order.\n'.repeat(36),
    }),
  },
  {
    name: '1 MB file, the same Buffer for all',
    mails: 15,
    mail: () => ({ ...small, attachments: [{ filename: 'invoice.pdf', content: file }] }),
  },
  {
    name: '1 MB file, a new Buffer each',
    mails: 15,
    mail: () => ({ ...small, attachments: [{ filename: 'invoice.pdf', content: Buffer.from(file) }] }),
  },
  {
    name: '500 recipients',
    mails: 60,
    mail: () => ({
      ...small,
      to: Array.from({ length: 500 }, (_, n) => ({ name: `Person ${n}`, address: `person${n}@example.org` })),
    }),
  },
];

const composers = {
  async nodemailer(mail) {
    // It writes into the attachments it is given.
    const options = { ...mail, attachments: mail.attachments?.map((attachment) => ({ ...attachment })) };
    for await (const chunk of new MailComposer(options).compile().createReadStream()) void chunk;
  },
  ours(mail) {
    compose(mail);
  },
};

async function cpuPerMail(composer, { mail, mails }) {
  const messages = Array.from({ length: mails }, mail);
  const before = process.cpuUsage();
  for (const message of messages) await composer(message);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / mails;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

console.log(`${'µs CPU per mail, median'.padEnd(38)}nodemailer      ours   ratio`);
for (const each of cases) {
  const results = { nodemailer: [], ours: [] };
  for (let round = -5; round < rounds; round++) {
    for (const name of round % 2 === 0 ? ['nodemailer', 'ours'] : ['ours', 'nodemailer']) {
      const cpu = await cpuPerMail(composers[name], each);
      if (round >= 0) results[name].push(cpu);
    }
  }
  const theirs = median(results.nodemailer);
  const ours = median(results.ours);
  console.log(
    each.name.padEnd(38) +
      theirs.toFixed(0).padStart(10) +
      ours.toFixed(0).padStart(10) +
      `${(theirs / ours).toFixed(1)}×`.padStart(8),
  );
}

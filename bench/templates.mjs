// What rendering through `templates` adds to the engine alone, CPU a mail: a receipt of 40 lines. The two take turns; medians.
// npm run build && npm run bench:templates
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { render } from '@react-email/render';
import Handlebars from 'handlebars';
import { createElement as h } from 'react';
import { handlebars } from 'nestjs-spring-mail/handlebars';
import { markdown } from 'nestjs-spring-mail/markdown';
import { mjml } from 'nestjs-spring-mail/mjml';
import { reactEmail } from 'nestjs-spring-mail/react-email';
import { openTemplates } from '../build/esm/template/open-templates.js';

const rounds = Number(process.env.ROUNDS ?? 15);
const context = {
  name: 'Erika',
  items: Array.from({ length: 40 }, (_, n) => ({
    title: `Pen & paper "No. ${n}"`,
    amount: n,
    price: `${n},00 €`,
  })),
};
const rows = '{{#each items}}<tr><td>{{title}}</td><td>{{amount}}</td><td>{{price}}</td></tr>{{/each}}';
const files = {
  'page.hbs': `<h1>Hello {{name}}</h1><table>${rows}</table>`,
  'letter.mjml': `<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{name}}</mj-text><mj-table>${rows}</mj-table></mj-column></mj-section></mj-body></mjml>`,
  'note.md': `# Hello {{name}}\n\n{{#each items}}\n- {{title}}, {{amount}}, {{price}}\n\n{{/each}}\n`,
};
const Receipt = ({ name, items }) =>
  h('body', null, h('h1', null, 'Hello ', name), [
    items.map(({ title, amount, price }) => h('p', { key: title }, title, ' ', amount, ' ', price)),
  ]);

const directory = mkdtempSync(join(tmpdir(), 'templates-'));
for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
const values = handlebars();
const source = openTemplates({
  directory,
  reload: false,
  engine: [values, mjml({ engine: values }), markdown({ engine: values })],
});
const components = reactEmail({ receipt: Receipt });
await source.check();

/** Gives what the engine makes of a file to Handlebars by hand. */
const byHand = { extensions: [], compile: (file) => () => file.text };
async function filledByHand(compiled, options) {
  return Handlebars.compile(await (await compiled)({}), { strict: true, ...options });
}
const letter = { path: 'x', part: 'html', text: files['letter.mjml'] };
const byMjml = await filledByHand(mjml({ engine: byHand }).compile(letter, new Map()));
const note = { path: 'x', part: 'html', text: files['note.md'] };
const notes = markdown({ engine: byHand });
const noteHtml = await filledByHand(notes.compile(note, new Map()));
const noteText = await filledByHand(notes.compileText({ ...note, part: 'text' }, new Map()), {
  noEscape: true,
});
const page = Handlebars.compile(files['page.hbs'], { strict: true });
const ours = (name) => () => source.render({ name, context });

const cases = [
  { name: 'handlebars', mails: 3000, engine: () => page(context), ours: ours('page') },
  { name: 'mjml + handlebars', mails: 3000, engine: () => byMjml(context), ours: ours('letter') },
  {
    name: 'markdown + handlebars, with its text',
    mails: 3000,
    engine: () => [noteHtml(context), noteText(context)],
    ours: ours('note'),
  },
  {
    name: 'react-email',
    mails: 100,
    engine: () => render(h(Receipt, context)),
    ours: () => components.render({ name: 'receipt', context }),
  },
];

try {
  console.log('| engine | alone | through templates | added |');
  console.log('| --- | --- | --- | --- |');
  for (const each of cases) console.log(await row(each));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function row({ name, mails, engine, ours: through }) {
  const times = { engine: [], through: [] };
  for (let round = -1; round < rounds; round += 1) {
    const turns = Object.entries({ engine, through });
    for (const [key, work] of round % 2 === 0 ? turns : turns.toReversed()) {
      const time = await cpu(mails, work);
      if (round >= 0) times[key].push(time);
    }
  }
  const [before, after] = [median(times.engine), median(times.through)];
  const added = ((after / before - 1) * 100).toFixed(1);
  return `| ${name} | ${before.toFixed(1)} µs | ${after.toFixed(1)} µs | ${added} % |`;
}

async function cpu(mails, work) {
  const start = process.cpuUsage();
  for (let index = 0; index < mails; index += 1) await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / mails;
}

function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

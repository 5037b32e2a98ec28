// The templates of the application, each filled in with a sample, anew whenever one of its files is saved.
import { ask, element, find, fromTemplate, markOpen, walkWithArrows } from './dom.js';
import { openReader, showMail } from './mail.js';

const list = find('#template-list');
const reader = find('#reader');
/** Milliseconds between two looks at the files, while somebody looks at the page. */
const pause = 700;

let templates = [];
/** What is open: its name, and what was shown last. */
let open;

const nameInAddress = () =>
  location.hash.startsWith('#template/') ? decodeURIComponent(location.hash.slice('#template/'.length)) : '';

async function refreshList() {
  const offered = await ask('templates');
  if (JSON.stringify(offered) === JSON.stringify(templates)) return;
  templates = offered;
  list.replaceChildren(...templates.map(rowOf));
  find('#no-templates').hidden = templates.length > 0;
  markOpen(list, location.hash);
  if (open !== undefined) offerChoices(open);
}

function rowOf({ name, locales, samples }) {
  const has = [...locales, samples.length === 1 ? '1 sample' : `${samples.length} samples`];
  const row = fromTemplate('template-row', { '.subject': name, '.beginning': has.join(' · ') });
  find('a', row).href = `#template/${encodeURIComponent(name)}`;
  return row;
}

/** Opens the template that the address of the page names. */
export async function openTemplate() {
  const name = nameInAddress();
  open = undefined;
  await refreshList();
  markOpen(list, location.hash);
  if (name === '') return;
  open = { name, edited: false, shown: undefined };
  openReader(reader, 'template');
  find('.title', reader).textContent = name;
  offerChoices(open);
  listenToChoices(open);
  await refreshMail(open);
  find('.title', reader).focus();
}

export function closeTemplate() {
  open = undefined;
}

/** The samples and locales that there are; what was chosen stays chosen. */
function offerChoices({ name, edited }) {
  const { samples, locales } = templates.find((template) => template.name === name) ?? {
    samples: [],
    locales: [],
  };
  const titles = samples.map(({ title }, index) => title ?? `Sample ${index + 1}`);
  offer(
    find('.sample', reader),
    titles.map((title, index) => new Option(title, String(index))),
  );
  offer(find('.locale', reader), [new Option('default', ''), ...locales.map((locale) => new Option(locale))]);
  if (!edited) showContext(samples);
}

function offer(select, options) {
  const { value } = select;
  select.replaceChildren(...options);
  if (options.some((option) => option.value === value)) select.value = value;
  select.closest('label').hidden = options.length < 2;
}

function showContext(samples) {
  const sample = samples[Number(find('.sample', reader).value || 0)];
  find('.context', reader).value = JSON.stringify(sample?.context ?? {}, null, 2);
}

function listenToChoices(template) {
  find('.sample', reader).addEventListener('change', () => {
    template.edited = false;
    offerChoices(template);
    void refreshMail(template);
  });
  find('.locale', reader).addEventListener('change', () => void refreshMail(template));
  find('.context', reader).addEventListener('input', () => {
    template.edited = true;
    void refreshMail(template);
  });
}

/** Shows the template as it is now; nothing moves when nothing has changed. */
async function refreshMail(template) {
  const query = new URLSearchParams({
    name: template.name,
    locale: find('.locale', reader).value,
    context: find('.context', reader).value,
  });
  const fault = find('.fault', reader);
  const { problem } = templates.find(({ name }) => name === template.name) ?? {};
  try {
    const mail = await ask(`template?${query}`);
    if (template !== open) return;
    fault.textContent = problem ?? '';
    if (mail.id === template.shown) return;
    template.shown = mail.id;
    showMail(reader, mail);
  } catch (error) {
    if (template === open) fault.textContent = problem ?? error.message;
  }
}

async function look() {
  const template = open;
  if (template !== undefined && document.visibilityState === 'visible') {
    try {
      await refreshList();
      await refreshMail(template);
    } catch {
      // The application starts again: the next look tells more.
    }
  }
  setTimeout(() => void look(), pause);
}

walkWithArrows(list);
void look();

export const noTemplate = () => element('p', 'Choose a template to see it.', { className: 'hint' });

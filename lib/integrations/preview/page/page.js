import { ask, find } from './dom.js';
import { focusOn, openMail, refresh, showChange } from './mailbox.js';
import { listenTo } from './mail.js';
import { closeTemplate, noTemplate, openTemplate } from './templates.js';

const reader = find('#reader');
const nothing = [...reader.childNodes];
let before = '';

/** The address of the page says what is open: nothing, `#mail/ID`, `#template/` or `#template/NAME`. */
async function show() {
  const { hash } = location;
  const isTemplates = hash.startsWith('#template/');
  const isReading = hash.startsWith('#mail/') || hash.length > '#template/'.length;
  document.body.toggleAttribute('data-reading', isReading);
  find('#mails').hidden = isTemplates;
  find('#templates').hidden = !isTemplates;
  for (const link of find('#views').children) {
    const isThis = link.hash.startsWith('#template/') === isTemplates;
    link.ariaCurrent = isThis ? 'page' : null;
  }
  if (!isReading) reader.replaceChildren(...(isTemplates ? [noTemplate()] : nothing));
  if (!isTemplates) closeTemplate();
  const left = before;
  before = hash;
  if (isTemplates) await openTemplate();
  else if (isReading) await openMail();
  else if (left.startsWith('#mail/')) focusOn(left);
  const back = find('.back', reader);
  if (back !== null) back.href = isTemplates ? '#template/' : '#';
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && find('.back', reader) !== null && !find('dialog[open]'))
    find('.back', reader).click();
  if (event.key === '/' && !event.target.matches('input, textarea, select')) {
    event.preventDefault();
    find('#search').focus();
  }
});

// Live updates. The browser connects again by itself; each time the list is read anew.

function showConnection(text, state) {
  find('#live').textContent = text;
  find('#live').dataset.state = state;
}

const events = new EventSource('mails/events');
events.addEventListener('error', () => showConnection('Connecting…', 'off'));
events.addEventListener('open', () => {
  showConnection('Live', 'on');
  void refresh();
});
events.addEventListener('message', ({ data }) => showChange(JSON.parse(data)));

const { about, hasTemplates } = await ask('about');
find('#about').textContent = about;
find('#views').hidden = !hasTemplates;

listenTo(reader);
window.addEventListener('hashchange', () => void show());
await show();

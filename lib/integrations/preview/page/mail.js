// One mail: one that was caught, or a template that is filled in.
import { element, find, fromTemplate } from './dom.js';

let chosenTab = 'tab-html';
let chosenWidth = 'desktop';

/** Shows an empty mail. @param kind `mail` or `template` */
export function openReader(reader, kind) {
  reader.replaceChildren(fromTemplate('mail'));
  const others = kind === 'mail' ? '.for-template' : '.for-mail';
  for (const part of reader.querySelectorAll(others)) part.remove();
  find(`[name=width][value=${chosenWidth}]`, reader).checked = true;
  reader.dataset.width = chosenWidth;
}

/** Fills the reader in with what the server says about a mail. */
export function showMail(reader, mail) {
  const address = `mails/${encodeURIComponent(mail.id)}`;
  find('.title', reader).textContent = mail.subject || '(no subject)';
  find('.from', reader).textContent = mail.from;
  find('.to', reader).textContent = mail.to;
  find('.text', reader).textContent = mail.text ?? '';
  find('.attachments', reader).replaceChildren(
    ...mail.attachments.map((file, index) => download(file, `${address}/attachments/${index}`)),
  );
  find('.headers', reader).replaceChildren(
    ...mail.headers.flatMap(({ name, value }) => [element('dt', name), element('dd', value)]),
  );
  reader.dataset.address = address;
  showHtml(reader, mail, address);
  find('#tab-text', reader).hidden = mail.text === undefined && mail.hasHtml;
  chooseTab(reader, availableTab(reader));
}

function showHtml(reader, { hasHtml, hasRemoteImages }, address) {
  find('#tab-html', reader).hidden = !hasHtml;
  if (!hasHtml) return;
  const frame = find('iframe', reader);
  find('.remote', reader).hidden = !hasRemoteImages;
  load(frame, `${address}/html`);
}

/** Without a step in the history of the page for every change of a template. */
function load(frame, address) {
  if (frame.src === '') frame.src = address;
  else frame.contentWindow.location.replace(new URL(address, document.baseURI));
}

function loadRemoteImages(reader) {
  load(find('iframe', reader), `${reader.dataset.address}/html?images=remote`);
  find('.remote', reader).hidden = true;
  find('[role=tab][aria-selected=true]', reader).focus();
}

function download({ filename, size }, address) {
  const link = element('a', filename, { href: address, download: '' });
  link.append(element('small', size < 1024 ? `${size} B` : `${(size / 1024).toFixed(1)} KB`));
  const item = document.createElement('li');
  item.append(link);
  return item;
}

// The parts of a mail: tabs as in https://www.w3.org/WAI/ARIA/apg/patterns/tabs/

const tabsOf = (reader) => [...reader.querySelectorAll('[role=tab]')].filter((tab) => !tab.hidden);

function availableTab(reader) {
  const tabs = tabsOf(reader);
  return tabs.find(({ id }) => id === chosenTab) ?? tabs[0];
}

function chooseTab(reader, chosen) {
  for (const tab of reader.querySelectorAll('[role=tab]')) {
    tab.ariaSelected = String(tab === chosen);
    tab.tabIndex = tab === chosen ? 0 : -1;
    find(`#${tab.getAttribute('aria-controls')}`, reader).hidden = tab !== chosen;
  }
  find('.width', reader).hidden = chosen.id !== 'tab-html';
  if (chosen.id === 'tab-source') void showSource(reader);
}

/** Asked for when it is looked at: it may be large. */
async function showSource(reader) {
  const { address } = reader.dataset;
  const source = await (await fetch(`${address}/source`)).text();
  if (address === reader.dataset.address) find('.source', reader).textContent = source;
}

/** Lets the tabs and the widths be chosen. */
export function listenTo(reader) {
  reader.addEventListener('click', ({ target }) => {
    if (target.matches('.remote button')) loadRemoteImages(reader);
    if (!target.matches('[role=tab]')) return;
    chosenTab = target.id;
    chooseTab(reader, target);
  });
  reader.addEventListener('keydown', ({ key, target }) => {
    if (!target.matches('[role=tab]')) return;
    const tabs = tabsOf(reader);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const next = tabs[(tabs.indexOf(target) + step + tabs.length) % tabs.length];
    chosenTab = next.id;
    chooseTab(reader, next);
    next.focus();
  });
  reader.addEventListener('change', ({ target }) => {
    if (target.name !== 'width') return;
    chosenWidth = target.value;
    reader.dataset.width = chosenWidth;
  });
}

// What a mail says reaches the page as text only (textContent); its HTML stays in a sandboxed frame.

const mailsKept = 200;
const find = (selector, within = document) => within.querySelector(selector);
const list = find('#list');
const reader = find('#reader');
const noMail = [...reader.childNodes];

async function json(path, options) {
  const response = await fetch(path, options);
  const body = await response.json();
  if (!response.ok) throw new Error([body.message].flat().join('\n'));
  return body;
}

function fromTemplate(id, texts) {
  const content = find(`#${id}`).content.cloneNode(true);
  for (const [selector, text] of Object.entries(texts)) find(selector, content).textContent = text;
  return content;
}

// The list

function rowOf(mail, isNew = false) {
  const arrived = new Date(mail.receivedAt);
  const row = fromTemplate('row', {
    '.to': `To ${mail.to}`,
    time: arrived.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
    '.subject': mail.subject || '(no subject)',
    '.preview': mail.preview,
  });
  const link = find('a', row);
  link.href = `#${mail.id}`;
  link.classList.toggle('new', isNew);
  link.classList.toggle('with-attachment', mail.attachmentCount > 0);
  find('time', row).dateTime = mail.receivedAt;
  return row;
}

const linkTo = (id) => list.querySelector(`a[href="#${CSS.escape(id)}"]`);

async function showAll() {
  const mails = await json('/mails');
  list.replaceChildren(...mails.map((mail) => rowOf(mail)));
  find('#empty').hidden = mails.length > 0;
  markOpen();
}

function showArrival(mail) {
  if (linkTo(mail.id)) return;
  list.prepend(rowOf(mail, true));
  while (list.children.length > mailsKept) list.lastElementChild.remove();
  find('#empty').hidden = true;
  find('#news').textContent = `New mail to ${mail.to}: ${mail.subject}`;
}

list.addEventListener('keydown', (event) => {
  const item = event.target.closest('li');
  const next = { ArrowDown: item?.nextElementSibling, ArrowUp: item?.previousElementSibling }[event.key];
  if (!next) return;
  event.preventDefault();
  find('a', next).focus();
});

// One mail

const openId = () => location.hash.slice(1);

function markOpen() {
  for (const link of list.querySelectorAll('[aria-current]')) link.removeAttribute('aria-current');
  linkTo(openId())?.setAttribute('aria-current', 'true');
  linkTo(openId())?.classList.remove('new');
}

async function showMail() {
  const id = openId();
  const wasReading = 'reading' in document.body.dataset;
  document.body.toggleAttribute('data-reading', id !== '');
  const left = find('[aria-current]', list);
  markOpen();
  if (id === '') {
    reader.replaceChildren(...noMail);
    if (wasReading) left?.focus();
    return;
  }
  try {
    const mail = await json(`/mails/${encodeURIComponent(id)}`);
    if (id !== openId()) return;
    reader.replaceChildren(contentOf(mail));
    find('.title', reader).focus();
  } catch (error) {
    reader.replaceChildren(hint(error.message));
  }
}

function contentOf(mail) {
  const content = fromTemplate('mail', {
    '.title': mail.subject || '(no subject)',
    '.from': mail.from,
    '.to': mail.to,
    '.arrived': new Date(mail.receivedAt).toLocaleString([], { dateStyle: 'full', timeStyle: 'short' }),
    pre: mail.text,
  });
  const path = `/mails/${encodeURIComponent(mail.id)}`;
  find('.attachments', content).append(
    ...mail.attachments.map((file, index) => download(file, `${path}/attachments/${index}`)),
  );
  find('.headers', content).append(
    ...mail.headers.flatMap(({ name, value }) => [element('dt', name), element('dd', value)]),
  );
  if (mail.hasHtml) find('iframe', content).src = `${path}/html`;
  else for (const part of content.querySelectorAll('#tab-html, #panel-html')) part.remove();
  chooseTab(find('[role=tab]', content), content);
  return content;
}

function element(name, text) {
  const created = document.createElement(name);
  created.textContent = text;
  return created;
}

function hint(text) {
  const paragraph = element('p', text);
  paragraph.className = 'hint';
  return paragraph;
}

function download({ filename, size }, path) {
  const link = element('a', filename);
  link.href = path;
  link.download = '';
  link.append(element('small', size < 1024 ? `${size} B` : `${(size / 1024).toFixed(1)} KB`));
  const item = document.createElement('li');
  item.append(link);
  return item;
}

// The parts of a mail: tabs as in https://www.w3.org/WAI/ARIA/apg/patterns/tabs/

function chooseTab(chosen, within = reader) {
  for (const tab of within.querySelectorAll('[role=tab]')) {
    tab.ariaSelected = String(tab === chosen);
    tab.tabIndex = tab === chosen ? 0 : -1;
    find(`#${tab.getAttribute('aria-controls')}`, within).hidden = tab !== chosen;
  }
}

reader.addEventListener('click', ({ target }) => {
  if (target.matches('[role=tab]')) chooseTab(target);
});

reader.addEventListener('keydown', ({ key, target }) => {
  if (!target.matches('[role=tab]')) return;
  const next = { ArrowRight: target.nextElementSibling, ArrowLeft: target.previousElementSibling }[key];
  if (!next) return;
  chooseTab(next);
  next.focus();
});

document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && openId() !== '' && !find('dialog[open]')) location.hash = '';
});

// The forms

for (const button of document.querySelectorAll('[data-dialog]')) {
  button.addEventListener('click', () => find(`#${button.dataset.dialog}`).showModal());
}

async function submit(form) {
  const fault = find('.fault', form);
  const send = find('[type=submit]', form);
  fault.textContent = '';
  send.disabled = true;
  try {
    const filled = [...new FormData(form)].filter(([, value]) => value !== '');
    await json(form.action, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(filled)),
    });
    form.reset();
    form.closest('dialog').close();
    find('#news').textContent = form.dataset.done;
  } catch (error) {
    fault.textContent = error.message;
  } finally {
    send.disabled = false;
  }
}

for (const form of document.forms) {
  find('[data-close]', form).addEventListener('click', () => form.closest('dialog').close());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(form);
  });
}

// Live updates. The browser connects again by itself; each time the list is read anew.

const live = find('#live');
let listed = Promise.resolve();

function showConnection(text, state) {
  live.textContent = text;
  live.dataset.state = state;
}

const events = new EventSource('/mails/events');
events.addEventListener('error', () => showConnection('Connecting…', 'off'));
events.addEventListener('open', () => {
  showConnection('Live', 'on');
  listed = showAll();
});
events.addEventListener('message', ({ data }) => {
  void listed.then(() => showArrival(JSON.parse(data)));
});

const { host, port, isEmbedded } = await json('/mails/server');
find('#server').textContent = isEmbedded
  ? `Mails to ${host}:${port} arrive here.`
  : `Mails go out through ${host}. They do not arrive here.`;

window.addEventListener('hashchange', () => void showMail());
await showMail();

// The list of mails, and the one that is open.
import { announce, ask, element, find, fromTemplate, markOpen, walkWithArrows } from './dom.js';
import { openReader, showMail } from './mail.js';

const list = find('#mail-list');
const search = find('#search');
const reader = find('#reader');
const newMails = new Set();

const addressOf = (id) => `mails/${encodeURIComponent(id)}`;
const openId = () => (location.hash.startsWith('#mail/') ? decodeURIComponent(location.hash.slice(6)) : '');

function rowOf(mail) {
  const arrived = new Date(mail.receivedAt);
  const row = fromTemplate('mail-row', {
    '.subject': mail.subject || '(no subject)',
    time: arrived.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
    '.to': `To ${mail.to}`,
    '.beginning': mail.beginning,
  });
  const link = find('a', row);
  link.href = `#mail/${mail.id}`;
  link.dataset.id = mail.id;
  link.classList.toggle('new', newMails.has(mail.id));
  link.classList.toggle('with-attachment', mail.attachmentCount > 0);
  find('time', row).dateTime = mail.receivedAt;
  return row;
}

let isAsking = false;
let isOutdated = false;

/** Reads the list anew. However many mails come at once, one question is under way. */
export async function refresh() {
  isOutdated = true;
  if (isAsking) return;
  isAsking = true;
  try {
    while (isOutdated) {
      isOutdated = false;
      showList(await ask(`mails?search=${encodeURIComponent(search.value)}`));
    }
  } finally {
    isAsking = false;
  }
}

function showList({ count, mails }) {
  const focused = document.activeElement?.closest('#mail-list a')?.dataset.id;
  list.replaceChildren(...mails.map(rowOf));
  markOpen(list, location.hash);
  find('#no-mails').hidden = mails.length > 0;
  find('#no-mails').textContent =
    count === 0 ? 'No mails yet. They show up here as they arrive.' : 'No mail has these words.';
  find('#delete-all').disabled = count === 0;
  document.title = count === 0 ? 'Mailbox' : `Mailbox (${count})`;
  if (focused !== undefined) linkTo(focused)?.focus();
}

const linkTo = (id) => list.querySelector(`[data-id="${CSS.escape(id)}"]`);

/** @param change what the server tells as it happens */
export function showChange({ arrived }) {
  if (arrived !== undefined) {
    newMails.add(arrived.id);
    announce(`New mail to ${arrived.to}: ${arrived.subject}`);
  }
  void refresh();
}

/** Opens the mail that the address of the page names. */
export async function openMail() {
  const id = openId();
  newMails.delete(id);
  linkTo(id)?.classList.remove('new');
  markOpen(list, location.hash);
  try {
    const mail = await ask(addressOf(id));
    if (id !== openId()) return;
    openReader(reader, 'mail');
    const arrived = new Date(mail.receivedAt);
    find('.arrived', reader).textContent = arrived.toLocaleString([], {
      dateStyle: 'medium',
      timeStyle: 'medium',
    });
    showRecipients(mail);
    find('.save', reader).href = `${addressOf(id)}/file`;
    find('.delete', reader).addEventListener('click', () => void remove(id));
    showMail(reader, mail);
    find('.title', reader).focus();
  } catch (error) {
    reader.replaceChildren(element('p', error.message, { className: 'hint' }));
  }
}

/** Where it was sent to, when its header says something else: bcc, a redirect. */
function showRecipients({ to, envelope }) {
  const isTold = envelope.to.every((address) => to.toLowerCase().includes(address.toLowerCase()));
  for (const part of reader.querySelectorAll('.others')) part.hidden = isTold;
  find('.recipients', reader).textContent = envelope.to.join(', ');
}

async function remove(id) {
  const item = linkTo(id)?.closest('li');
  const neighbour = find(
    'a',
    item?.nextElementSibling ?? item?.previousElementSibling ?? document.createElement('p'),
  );
  const wasOpen = id === openId();
  await ask(addressOf(id), { method: 'DELETE' });
  announce('The mail was deleted.');
  if (wasOpen) location.hash = neighbour === null ? '' : neighbour.getAttribute('href');
  else neighbour?.focus();
  await refresh();
}

/** The focus of the list goes back to the mail that was open. */
export function focusOn(hash) {
  (list.querySelector(`a[href="${CSS.escape(hash)}"]`) ?? search).focus();
}

walkWithArrows(list);
search.addEventListener('input', () => void refresh());
search.addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown') return;
  event.preventDefault();
  find('a', list)?.focus();
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Delete' || event.target.matches('input, textarea')) return;
  const id = document.activeElement?.closest('#mail-list a')?.dataset.id ?? openId();
  if (id !== '') void remove(id);
});

const dialog = find('#ask');
find('#delete-all').addEventListener('click', () => {
  dialog.returnValue = '';
  dialog.showModal();
});
dialog.addEventListener('close', async () => {
  if (dialog.returnValue !== 'delete') return;
  await ask('mails', { method: 'DELETE' });
  announce('All mails were deleted.');
  if (openId() !== '') location.hash = '';
  search.value = '';
  await refresh();
  search.focus();
});

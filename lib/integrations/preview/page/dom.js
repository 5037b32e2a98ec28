// What a mail says reaches the page as text only (textContent); its HTML stays in a sandboxed frame.

export const find = (selector, within = document) => within.querySelector(selector);

/** Asks the server; throws what it says is wrong. Addresses are relative, so that the page works below any path. */
export async function ask(path, options) {
  const response = await fetch(path, options);
  const body = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw new Error(body.message);
  return body;
}

export function fromTemplate(id, texts = {}) {
  const content = find(`template#${id}`).content.cloneNode(true);
  for (const [selector, text] of Object.entries(texts)) find(selector, content).textContent = text;
  return content;
}

export function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

/** Says something to who cannot see it happen. */
export function announce(text) {
  find('#news').textContent = text;
}

/** Up and down go through the links of a list. */
export function walkWithArrows(list) {
  list.addEventListener('keydown', (event) => {
    const item = event.target.closest('li');
    const next = { ArrowDown: item?.nextElementSibling, ArrowUp: item?.previousElementSibling }[event.key];
    if (!next) return;
    event.preventDefault();
    find('a', next).focus();
  });
}

/** Marks the link of a list that is open. */
export function markOpen(list, href) {
  for (const link of list.querySelectorAll('a')) {
    if (link.getAttribute('href') === href) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

// Every form of the page posts what was typed as JSON to its address.

const find = (selector, within) => within.querySelector(selector);

async function send(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value !== '');
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(filled)),
  });
  if (response.ok) return;
  const { message } = await response.json();
  throw new Error([message].flat().join('\n'));
}

async function submit(form) {
  const [button, done, fault] = ['button', '.done', '.fault'].map((selector) => find(selector, form));
  [done.textContent, fault.textContent] = ['', ''];
  button.disabled = true;
  try {
    await send(form);
    form.reset();
    done.textContent = form.dataset.done;
  } catch (error) {
    fault.textContent = error.message;
  } finally {
    button.disabled = false;
  }
}

for (const form of document.forms) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(form);
  });
}

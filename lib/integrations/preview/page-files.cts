// The files of the page. A CommonJS module in both builds, because only there is the folder of a module known.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const TYPES = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
const FILES = new Set([
  'index.html',
  'page.css',
  'page.js',
  'dom.js',
  'icon.svg',
  'mailbox.js',
  'mail.js',
  'templates.js',
]);

/** A file of the page by its name; `undefined` when it has none of that name. */
export function pageFile(name: string): { readonly type: string; readonly body: Buffer } | undefined {
  if (!FILES.has(name)) return undefined;
  const ending = name.slice(name.lastIndexOf('.') + 1) as keyof typeof TYPES;
  return { type: `${TYPES[ending]}; charset=utf-8`, body: readFileSync(join(__dirname, 'page', name)) };
}

import type { Email } from 'postal-mime';
import { contentOf } from './mail-view.js';

/**
 * A foreign document: no script, nothing loaded from the network, and, opened by itself too, no access to this
 * origin. It comes from an address of its own because a `srcdoc` frame would inherit the policy of the page,
 * which forbids the inline styles that HTML mails are made of.
 */
export const htmlPolicy = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  'img-src data:',
  'font-src data:',
  "style-src 'unsafe-inline'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** The HTML of a mail with its inline images in it. Links open in a new tab, since the frame can show no page. */
export function htmlOf(email: Email): string {
  const html = email.attachments.reduce((text, attachment) => {
    if (attachment.contentId === undefined) return text;
    const data = Buffer.from(contentOf(attachment)).toString('base64');
    return text.replaceAll(
      `cid:${attachment.contentId.replace(/^<|>$/g, '')}`,
      () => `data:${attachment.mimeType};base64,${data}`,
    );
  }, email.html ?? '');
  return `<!doctype html><base target="_blank">${html}`;
}

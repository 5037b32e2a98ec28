import type { MailParts } from './mail-parts.js';

/** Addresses on the network that HTML or its styles load an image from. Misses some: nothing is loaded because of that. */
const REMOTE_IMAGE =
  /(?:src|srcset|background|poster|href)\s*=\s*(?:["']\s*)?(?:https?:)?\/\/|url\(\s*(?:["']\s*)?(?:https?:)?\/\//iu;
const LINK = /<a(?:rea)?\b[^>]*(?:>|$)/giu;

/** Whether a click on "Load remote images" would change anything. */
export function hasRemoteImages(html: string): boolean {
  return REMOTE_IMAGE.test(html.replaceAll(LINK, ''));
}

/**
 * The policy of a foreign document: no script, no form, nothing loaded from the network, and, opened by itself too, no
 * access to this origin. It comes from an address of its own because a `srcdoc` frame would inherit the policy of the page,
 * which forbids the inline styles that HTML mails are made of.
 */
export function htmlPolicy(loadsImages: boolean): string {
  return [
    'sandbox allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    `img-src data:${loadsImages ? ' http: https:' : ''}`,
    'font-src data:',
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

/** The HTML of a mail with its inline images in it. Links open in a new tab, since the frame can show no page. */
export function htmlOf({ html = '', files }: MailParts): string {
  const images = new Map(
    files.filter(({ type }) => /^image\/[\w.+-]+$/iu.test(type)).map((file) => [file.cid, file]),
  );
  const withImages = html.replaceAll(/\bcid:(?<cid>[^\s"'()<>]+)/giu, (reference, cid: string) => {
    const image = images.get(cid);
    return image === undefined ? reference : `data:${image.type};base64,${image.content.toString('base64')}`;
  });
  return `<!doctype html><meta name="referrer" content="no-referrer"><base target="_blank">${withoutConnections(withImages)}`;
}

/**
 * No policy keeps a browser from connecting for `<link rel="preconnect">`, nor, before it refuses it, for a frame; that
 * tells the sender that the mail was opened.
 */
function withoutConnections(html: string): string {
  return html.replaceAll(/<(?=(?:link|i?frame)[\s/>])/giu, '<no-');
}

import { textOn } from './accent.js';
import { escapeHtml } from './escape-html.js';
import { page } from './page.js';

/** How mails look that are made of ready parts. */
export interface LookOptions {
  /** Colour of buttons and links, as `#rrggbb`; text on it is white or black, whichever can be read. Default `#2754c5`. */
  readonly accent?: string;
  /**
   * Above the mail: an address, or a picture of the message's `inline`.
   * @example { src: 'cid:logo', alt: 'Example Shop', width: 120 }
   */
  readonly logo?: { readonly src: string; readonly alt: string; readonly width?: number };
  /** Below the mail, one line each: who sends it and from where. Default: nothing. */
  readonly footer?: readonly string[];
}

/** One cell: its HTML, and the side that it stands on. */
export interface LookCell {
  readonly html: string;
  readonly align?: 'left' | 'center' | 'right' | null;
}

const TEXT = 'margin:0 0 16px';
const CELL = 'padding:8px 12px 8px 0;border-bottom:1px solid #dfe3e8;color:#1f2328;text-align:';
const SMALL =
  'margin-top:32px;padding-top:16px;border-top:1px solid #dfe3e8;color:#59636e;font-size:13px;line-height:1.5';
const SIZES = [28, 22, 18] as const;

/** Makes the HTML of the parts of a mail, with their styles in the elements. What it is given is HTML, addresses are not. */
export class MailLook {
  readonly #options: LookOptions;
  readonly #accent: string;
  readonly #onAccent: string;

  /** @throws TypeError when the accent is no colour */
  constructor(options: LookOptions = {}) {
    this.#options = options;
    this.#accent = options.accent ?? '#2754c5';
    this.#onAccent = textOn(this.#accent);
  }

  heading(html: string, depth = 1): string {
    const size = SIZES[depth - 1] ?? 16;
    const style = `margin:0 0 16px;color:#1f2328;font-size:${size}px;line-height:1.25`;
    return `<h${depth} style="${style}">${html}</h${depth}>\n`;
  }

  paragraph(html: string): string {
    return `<p style="${TEXT}">${html}</p>\n`;
  }

  list(items: readonly string[], tag: 'ul' | 'ol' = 'ul', start = 1): string {
    const open = start === 1 ? tag : `${tag} start="${start}"`;
    return `<${open} style="${TEXT};padding-left:24px">\n${items.join('')}</${tag}>\n`;
  }

  item(html: string): string {
    return `<li style="margin:0 0 4px">${html}</li>\n`;
  }

  link(href: string, html: string): string {
    // A light accent would not be read on white.
    const colour = this.#onAccent === '#ffffff' ? this.#accent : '#1f2328';
    return `<a href="${attribute(href)}" style="color:${colour}">${html}</a>`;
  }

  /** Wide borders instead of a padding, which Outlook would not draw. */
  button(href: string, html: string): string {
    const style = `display:inline-block;margin:8px 0;background-color:${this.#accent};border:solid ${this.#accent};border-width:10px 22px;border-radius:6px;color:${this.#onAccent};font-weight:600;text-decoration:none`;
    return `<a class="button" href="${attribute(href)}" style="${style}">${html}</a>`;
  }

  /** A box that stands out. */
  panel(html: string): string {
    const style = `margin:0 0 16px;padding:16px 16px 1px;background-color:#f3f4f6;color:#1f2328;border-left:4px solid ${this.#accent}`;
    return `<div class="panel" style="${style}">\n${html}</div>\n`;
  }

  image(src: string, alt: string, width?: number): string {
    const size = width === undefined ? '' : ` width="${width}"`;
    return `<img src="${attribute(src)}" alt="${attribute(alt)}"${size} style="max-width:100%;border:0">`;
  }

  /** @param rows each made by `row`, and whatever stands between them */
  table(header: readonly LookCell[], rows: readonly string[]): string {
    const head = this.row(header, 'th');
    return `<div style="overflow-x:auto"><table width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px;border-collapse:collapse">\n${head}${rows.join('')}</table></div>\n`;
  }

  row(cells: readonly LookCell[], tag: 'th' | 'td' = 'td'): string {
    const scope = tag === 'th' ? ' scope="col"' : '';
    const made = cells.map(
      ({ html, align }) => `<${tag}${scope} style="${CELL}${align ?? 'left'}">${html}</${tag}>`,
    );
    return `<tr>${made.join('')}</tr>\n`;
  }

  /** What stands below everything else, after a line. */
  smallPrint(html: string): string {
    return html === '' ? '' : `<div style="${SMALL}">\n${html}</div>\n`;
  }

  /** The whole mail, from `<!doctype html>` on. @param lang language of the mail (RFC 5646) */
  page(content: string, lang?: string): string {
    const { logo, footer = [] } = this.#options;
    const lines = footer.map(escapeHtml).join('<br>\n');
    const parts = {
      content,
      logo: around(logo === undefined ? '' : this.image(logo.src, logo.alt, logo.width), '0 20px 24px'),
      footer: around(lines, '24px 20px 0'),
      lang,
    };
    return page(parts, this.#accent, this.#onAccent);
  }
}

function around(html: string, padding: string): string {
  const style = `padding:${padding};background-color:#f3f4f6;color:#59636e;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:13px;line-height:1.5;text-align:center`;
  return html === '' ? '' : `<tr><td class="around" style="${style}">${html}</td></tr>\n`;
}

/** Braces and apostrophes stay, since expressions of an engine may stand here. */
function attribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

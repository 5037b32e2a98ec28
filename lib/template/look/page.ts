import { escapeHtml } from './escape-html.js';

/** What stands around the content of a mail. All of it is HTML. */
export interface PageParts {
  readonly content: string;
  readonly logo: string;
  readonly footer: string;
  readonly lang: string | undefined;
}

/**
 * Colours stand in the elements, and again for dark mode where the mail program asks for it; programs that turn colours round
 * by themselves find a background beside every colour of text.
 */
const STYLE = `:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background-color: #101418 !important; }
  .sheet { background-color: #1b2127 !important; border-color: #39424c !important; }
  .sheet *, .around { color: #e6e9ec !important; border-color: #39424c !important; }
  .around { background-color: #101418 !important; }
  .sheet .panel, .sheet .panel * { background-color: #262e36 !important; }
  .sheet .panel { border-color: var(--accent) !important; }
  .sheet .button { color: var(--on-accent) !important; border-color: var(--accent) !important; }
}
@media (max-width: 620px) {
  .sheet { padding: 24px 20px !important; border-radius: 0 !important; border-width: 1px 0 !important; }
}`;

/** A whole page: a column of 600 pixels, or as wide as the phone. Tables carry it, since Outlook knows no other layout. */
export function page({ content, logo, footer, lang }: PageParts, accent: string, onAccent: string): string {
  const style = STYLE.replaceAll('var(--on-accent)', onAccent).replaceAll('var(--accent)', accent);
  return `<!doctype html>
<html${lang === undefined ? '' : ` lang="${escapeHtml(lang)}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>
${style}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f3f4f6">
<table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background-color:#f3f4f6">
<tr><td class="page" align="center" style="padding:24px 0;background-color:#f3f4f6">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;margin:0 auto">
${logo}<tr><td class="sheet" style="padding:32px 40px;background-color:#ffffff;color:#1f2328;border:1px solid #dfe3e8;border-radius:8px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;text-align:left">
${content}</td></tr>
${footer}</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

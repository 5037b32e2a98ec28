/** What a page is to show. */
export type UnsubscribeView =
  | { readonly state: 'ask' | 'done'; readonly address: string; readonly list: string }
  /** The link is not ours, is too old, or cannot be followed at the moment. */
  | {
      readonly state: 'invalid' | 'expired' | 'later';
      readonly address?: undefined;
      readonly list?: undefined;
    };

/**
 * Makes the HTML of a page. That of `ask` has a form that posts to the very address it came from:
 * `<form method="post">`. Write `address` and `list` into HTML only when they are escaped.
 */
export type UnsubscribePage = (view: UnsubscribeView) => string | Promise<string>;

const TEXTS = {
  done: ['You are unsubscribed', 'You get no more of these mails.'],
  invalid: ['This link does not work', 'It is not whole. Open it from the mail again.'],
  expired: ['This link is too old', 'Open the link of a newer mail.'],
  later: ['That did not work', 'Please try it again later.'],
} as const;

/** A plain page without scripts, fonts or pictures. */
export function plainPage(view: UnsubscribeView): string {
  if (view.state !== 'ask') {
    const [title, text] = TEXTS[view.state];
    return document(title, text);
  }
  const who = `Shall ${escaped(view.address)} get no more of these mails?`;
  const button =
    '<form method="post"><button name="List-Unsubscribe" value="One-Click">Unsubscribe</button></form>';
  return document('Unsubscribe', who, button);
}

function document(title: string, text: string, more = ''): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<h1>${title}</h1>
<p>${text}</p>
${more}
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (char) => `&#${char.charCodeAt(0)};`);
}

import type { MessageStep } from './preparation.js';

/** Makes plain text of HTML. */
export type TextFromHtml = (html: string) => string | Promise<string>;

/** The step that gives a text to messages that have only HTML: programs that show no HTML show it, and filters look for it. */
export function withTextFromHtml(convert: TextFromHtml): MessageStep {
  return (message) => {
    const { html, text } = message;
    if (typeof html !== 'string' || html === '' || text !== undefined) return message;
    const made = convert(html);
    return typeof made === 'string'
      ? { ...message, text: made }
      : made.then((late) => ({ ...message, text: late }));
  };
}

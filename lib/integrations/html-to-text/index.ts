export { htmlToText, type HtmlToTextOptions } from './html-to-text.js';

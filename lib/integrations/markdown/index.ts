export { markdown, type MarkdownOptions } from './markdown.engine.js';

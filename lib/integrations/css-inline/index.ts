export { inlineCss, type InlineCssOptions } from './inline-css.js';

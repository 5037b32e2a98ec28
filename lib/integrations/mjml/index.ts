export { mjml, type MjmlOptions } from './mjml.engine.js';

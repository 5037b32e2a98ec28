export { handlebars, type HandlebarsOptions } from './handlebars.engine.js';

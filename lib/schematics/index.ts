export { mail } from './mail/mail.schematic.js';
export { nestAdd } from './nest-add/nest-add.schematic.js';

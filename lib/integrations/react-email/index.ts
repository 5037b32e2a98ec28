export {
  type LocalizedComponent,
  type MailComponent,
  type MailComponents,
  reactEmail,
  type ReactEmailOptions,
} from './react-email.source.js';

/** Injection token of the resolved, frozen `MailConfig`. */
export const MAIL_CONFIG = Symbol.for('nestjs-spring-mail:config');

/** Injection token of the `MailEvents` of the module. */
export const MAIL_EVENTS = Symbol.for('nestjs-spring-mail:events');

/** Injection token of the `TemplateSource` of the module; `undefined` when it has none. */
export const MAIL_TEMPLATES = Symbol.for('nestjs-spring-mail:templates');

/** Injection token of the `Mailers` of the module. */
export const MAILERS = Symbol.for('nestjs-spring-mail:mailers');

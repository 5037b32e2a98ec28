/** Injection token of the resolved, frozen `MailConfig`. */
export const MAIL_CONFIG = Symbol.for('nestjs-spring-mail:config');

/** Injection token of the `MailEvents` of the module. */
export const MAIL_EVENTS = Symbol.for('nestjs-spring-mail:events');

/** Injection token of the `TemplateSource` of the module; `undefined` when it has none. */
export const MAIL_TEMPLATES = Symbol.for('nestjs-spring-mail:templates');

/** Injection token of the `Mailers` of the module. */
export const MAILERS = Symbol.for('nestjs-spring-mail:mailers');

/**
 * Injection token of a `MailTransport` that stands in for those of all mailers. A global module provides it, for tests and
 * development; the settings of mail servers are not needed then.
 */
export const STAND_IN_TRANSPORT = Symbol.for('nestjs-spring-mail:stand-in-transport');

/**
 * Templates and what each needs. Declare yours, and `template: 'welcome'` asks for exactly its context.
 * @example
 * declare module 'nestjs-spring-mail' {
 *   interface MailTemplates {
 *     welcome: { name: string; link: string };
 *   }
 * }
 */
export interface MailTemplates {}

/**
 * Locales that mails are written in. Declare yours, and no other compiles.
 * @example
 * declare module 'nestjs-spring-mail' {
 *   interface MailLocales {
 *     en: true;
 *     ko: true;
 *   }
 * }
 */
export interface MailLocales {}

type NameIn<Declared> = keyof Declared extends never ? string : Extract<keyof Declared, string>;

/** A locale of `MailLocales`, or any text where none are declared: `ko`, `pt-BR` (RFC 5646). */
export type MailLocale = NameIn<MailLocales>;

/** Something for every locale: one that is missing does not compile. */
export type PerLocale<T> = Readonly<Record<MailLocale, T>>;

interface NoTemplate {
  readonly template?: undefined;
  readonly context?: undefined;
  readonly locale?: undefined;
}

interface Chosen<Name, Context> {
  /** Fills in subject, html and text that the message does not set itself. */
  readonly template: Name;
  /** What the template shows. */
  readonly context: Context;
  /** Default: the fallback of the templates. */
  readonly locale?: MailLocale;
}

interface AnyTemplate extends Partial<Chosen<string, object>> {}

type ChoiceIn<Templates> = keyof Templates extends never
  ? AnyTemplate
  : NoTemplate | { [Name in keyof Templates]: Chosen<Name, Templates[Name]> }[keyof Templates];

/** The template of a message. */
export type TemplateChoice = ChoiceIn<MailTemplates>;

import { render } from '@react-email/render';
import { createElement, type FunctionComponent } from 'react';
import {
  localesToTry,
  type MailTemplates,
  type RenderedTemplate,
  type TemplateFault,
  type TemplateRequest,
  type TemplateSource,
} from '../../index.js';

/** A component that is a mail. */
export interface MailComponent<Props extends object> extends FunctionComponent<Props> {
  /** Subject of the mail: a text, or a function of the props. */
  subject?: string | ((props: Props) => string);
}

/** One component, or one for every locale. */
export type LocalizedComponent<Props extends object> =
  MailComponent<Props> | Readonly<Record<string, MailComponent<Props>>>;

type ComponentsIn<Templates> = keyof Templates extends never
  ? Readonly<Record<string, LocalizedComponent<never>>>
  : { readonly [Name in keyof Templates]?: LocalizedComponent<Templates[Name] & object> };

/** Components by the name of their template; each takes the context that `MailTemplates` declares for it. */
export type MailComponents = ComponentsIn<MailTemplates>;

/** How components become mails. */
export interface ReactEmailOptions {
  /** Locale of messages that name none, and of templates that lack theirs. */
  readonly fallbackLocale?: string;
}

/**
 * React components as templates: the context of a message is their props, `Welcome.subject` is its subject.
 *
 * @example
 * MailModule.forRoot({ templates: reactEmail({ welcome: Welcome, receipt: { en: Receipt, ko: ReceiptKo } }) })
 */
export function reactEmail(
  components: MailComponents,
  { fallbackLocale }: ReactEmailOptions = {},
): TemplateSource {
  const all = new Map(Object.entries<LocalizedComponent<never>>({ ...components }));
  return {
    async render({ name, context, locale }: TemplateRequest): Promise<RenderedTemplate | undefined> {
      const component = inLocale(all.get(name), localesToTry(locale, fallbackLocale));
      return component && renderComponent(component, context);
    },
    names: () => Promise.resolve([...all.keys()]),
    check: () => Promise.resolve([...all].flatMap(([name, given]) => faultsOf(name, given))),
    preview: (name) => Promise.resolve({ locales: localesOf(all.get(name)), samples: [] }),
  };
}

async function renderComponent(
  // The context of a message is checked by the compiler, where templates are declared.
  component: MailComponent<never>,
  context: object,
): Promise<RenderedTemplate> {
  const props = context as never;
  const { subject } = component;
  const html = await render(createElement<object>(component as FunctionComponent<object>, props));
  return { html, subject: typeof subject === 'function' ? subject(props) : subject };
}

function inLocale(
  given: LocalizedComponent<never> | undefined,
  locales: readonly string[],
): MailComponent<never> | undefined {
  if (given === undefined || typeof given === 'function') return given;
  const byLocale = new Map(Object.entries(given).map(([locale, one]) => [locale.toLowerCase(), one]));
  return locales.map((locale) => byLocale.get(locale.toLowerCase())).find((one) => one !== undefined);
}

function localesOf(given: LocalizedComponent<never> | undefined): string[] {
  return given === undefined || typeof given === 'function' ? [] : Object.keys(given);
}

function faultsOf(name: string, given: LocalizedComponent<never>): TemplateFault[] {
  const parts = typeof given === 'function' ? [given] : Object.values({ ...given });
  const isRight = parts.length > 0 && parts.every((part) => typeof part === 'function');
  return isRight ? [] : [{ where: name, problem: 'is no component, nor one for every locale' }];
}

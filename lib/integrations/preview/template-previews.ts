import { createHash } from 'node:crypto';
import {
  isMailError,
  type MailMessage,
  MailParseError,
  type MailTemplates,
  type RenderedMail,
  type TemplatePreview,
  type TemplateSample,
  type TemplateSource,
} from '../../index.js';
import { caughtMail, type CaughtMail } from './caught-mail.js';

/** A context, or several with a title each. */
export type Samples<Context> = Context | readonly { readonly title?: string; readonly context: Context }[];

type PreviewsIn<Templates> = keyof Templates extends never
  ? Readonly<Record<string, Samples<object>>>
  : { readonly [Name in keyof Templates]?: Samples<Templates[Name]> };

/**
 * Contexts to show templates with; each is what `MailTemplates` declares for its template.
 * @example { welcome: { name: 'Ann' }, receipt: [{ title: 'paid', context: { total: 9 } }] }
 */
export type PreviewSamples = PreviewsIn<MailTemplates>;

/** Renders a message as the application would, without sending it. */
export type RenderMessage = (message: MailMessage) => Promise<RenderedMail>;

/** A template that can be looked at. */
export interface OfferedTemplate extends TemplatePreview {
  readonly name: string;
  /** Why its samples cannot be read. */
  readonly problem?: string;
}

/** One template, shown one way. */
export interface PreviewRequest {
  readonly name: string;
  readonly locale: string | undefined;
  readonly context: object;
}

/** Rendered mails that are kept for the frame that asks for their HTML. */
const KEPT = 20;
const READER = { name: 'Ann Example', address: 'ann@example.com' };
const SENDER = { name: 'Preview', address: 'preview@example.com' };

/** The templates of an application, filled in with samples. */
export class TemplatePreviews {
  readonly #given: ReadonlyMap<string, Samples<object>>;
  readonly #rendered = new Map<string, CaughtMail>();

  constructor(
    private readonly source: TemplateSource,
    private readonly render: RenderMessage,
    given: PreviewSamples = {},
  ) {
    this.#given = new Map(Object.entries(given));
  }

  async list(): Promise<readonly OfferedTemplate[]> {
    const names = await this.source.names();
    return Promise.all(names.toSorted().map((name) => this.#offer(name)));
  }

  /** @returns the mail; its id changes whenever what it shows does */
  async show({ name, locale, context }: PreviewRequest): Promise<CaughtMail> {
    const { raw, envelope, subject, html, text } = await this.#fill({
      to: READER,
      template: name,
      context,
      ...(locale !== undefined && { locale }),
    });
    const id = createHash('sha256')
      .update(JSON.stringify([subject, html, text]))
      .digest('base64url');
    const mail = await caughtMail(raw, envelope, id);
    this.#rendered.delete(id);
    this.#rendered.set(id, mail);
    for (const old of [...this.#rendered.keys()].slice(0, -KEPT)) this.#rendered.delete(old);
    return mail;
  }

  /** A mail that was shown a moment ago, by its id. */
  find(id: string): CaughtMail | undefined {
    return this.#rendered.get(id);
  }

  async #offer(name: string): Promise<OfferedTemplate> {
    try {
      const { locales = [], samples = [] } = (await this.source.preview?.(name)) ?? {};
      return { name, locales, samples: [...samplesIn(this.#given.get(name)), ...samples] };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return { name, locales: [], samples: [], problem };
    }
  }

  /** An application whose messages all name their sender has no default one. */
  async #fill(message: MailMessage): Promise<RenderedMail> {
    try {
      return await this.render(message);
    } catch (error) {
      if (isMailError(error) && error instanceof MailParseError && error.field === 'from')
        return this.render({ ...message, from: SENDER });
      throw error;
    }
  }
}

function samplesIn(given: Samples<object> | undefined): readonly TemplateSample[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? given : [{ context: given }];
}

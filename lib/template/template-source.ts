/** What a template gives to a message. What the message says itself wins. */
export interface RenderedTemplate {
  readonly subject?: string | undefined;
  readonly html?: string | undefined;
  readonly text?: string | undefined;
}

/** One mail to render. */
export interface TemplateRequest {
  /** `orders/receipt` */
  readonly name: string;
  readonly context: object;
  /** `ko`, `pt-BR` (RFC 5646). Missing: the fallback. */
  readonly locale?: string | undefined;
}

/** A context to show a template with. */
export interface TemplateSample {
  /** What it is an example of: `a new customer`. */
  readonly title?: string;
  readonly context: object;
}

/** What there is to choose from when somebody looks at a template. */
export interface TemplatePreview {
  /** Locales that it is there for, beside the fallback. */
  readonly locales: readonly string[];
  readonly samples: readonly TemplateSample[];
}

/** A template that cannot be used. */
export interface TemplateFault {
  /** `templates/welcome.hbs:3` */
  readonly where: string;
  /** Continues "templates/welcome.hbs:3 …". */
  readonly problem: string;
}

/** Where templates come from: a directory of files, components of code. */
export interface TemplateSource {
  /** @returns `undefined` when there is no template of that name; rejects with what the engine threw */
  render(request: TemplateRequest): Promise<RenderedTemplate | undefined>;
  /** Names of all templates, for errors and previews. */
  names(): Promise<readonly string[]>;
  /** Makes every template ready. @returns what is wrong with them */
  check(): Promise<readonly TemplateFault[]>;
  /** What a page of previews offers for a template. Missing: nothing to choose from. */
  preview?(name: string): Promise<TemplatePreview>;
}

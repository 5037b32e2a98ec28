import { type FrontMatter, readFrontMatter } from './front-matter.js';
import { type CompiledTemplate, type TemplateEngine, type TemplatePart } from './template-engine.js';
import { TemplateFileError } from './template-file-error.js';
import { parseTemplatePath, type TemplatePath } from './template-path.js';
import type { RenderedTemplate, TemplateFault } from './template-source.js';

/** One file and what is in it. */
interface Source extends TemplatePath, FrontMatter {
  readonly path: string;
}

/** A template in one locale: what its files compile to. */
type Compiled = { readonly [Part in TemplatePart]?: CompiledTemplate };

/** The templates of a directory at one moment; each is compiled when it is first needed. */
export class TemplateLibrary {
  readonly names: readonly string[];
  readonly #engines: ReadonlyMap<string, TemplateEngine>;
  readonly #partials: ReadonlyMap<string, string>;
  /** By name and locale: one file for HTML, one for text, or both. */
  readonly #variants: ReadonlyMap<string, readonly Source[]>;
  readonly #compiled = new Map<string, Promise<Compiled>>();

  /** @param engines by the extension of their files */
  constructor(texts: ReadonlyMap<string, string>, engines: ReadonlyMap<string, TemplateEngine>) {
    const sources = Array.from(texts, ([path, text]): Source => ({
      path,
      ...parseTemplatePath(path),
      ...readFrontMatter(text),
    }));
    const partials = sources.filter(({ isPartial }) => isPartial);
    const templates = sources.filter(({ isPartial }) => !isPartial);
    this.#engines = engines;
    this.#partials = new Map(partials.map(({ name, body }) => [name, body]));
    this.#variants = groupBy(templates, ({ name, locale }) => keyOf(name, locale));
    this.names = [...new Set(templates.map(({ name }) => name))];
  }

  /** @returns the template in the first locale that it is there for; `undefined` when it is there for none */
  async render(
    name: string,
    locales: readonly string[],
    context: object,
  ): Promise<RenderedTemplate | undefined> {
    const key = locales.map((locale) => keyOf(name, locale)).find((one) => this.#variants.has(one));
    if (key === undefined) return undefined;
    const compiled = await this.#compile(key);
    const [subject, html, text] = [
      compiled.subject?.(context),
      compiled.html?.(context),
      compiled.text?.(context),
    ];
    // Most engines render at once, and each wait costs as much as a small template.
    return isReady(subject) && isReady(html) && isReady(text)
      ? { subject, html, text }
      : { subject: await subject, html: await html, text: await text };
  }

  /** Locales that a template has files of its own for. */
  localesOf(name: string): readonly string[] {
    const locales = Array.from(this.#variants.values(), ([source]) =>
      source?.name === name ? source.locale : undefined,
    );
    return locales.filter((locale) => locale !== undefined);
  }

  /** Compiles all that is not compiled yet. */
  async check(): Promise<readonly TemplateFault[]> {
    const faults = await Promise.all(Array.from(this.#variants.keys(), (key) => this.#faultsOf(key)));
    return faults.flat();
  }

  async #faultsOf(key: string): Promise<readonly TemplateFault[]> {
    try {
      await this.#compile(key);
      return [];
    } catch (error) {
      if (error instanceof TemplateFileError) return [error];
      throw error;
    }
  }

  #compile(key: string): Promise<Compiled> {
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = this.#compileAll(this.#variants.get(key) ?? []);
    this.#compiled.set(key, compiled);
    return compiled;
  }

  async #compileAll(sources: readonly Source[]): Promise<Compiled> {
    const compiled: { [Part in TemplatePart]?: CompiledTemplate } = {};
    for (const source of sources) {
      const { path, part, subject, body, lines } = source;
      if (compiled[part] !== undefined)
        throw new TemplateFileError(path, 'stands beside another file of the same template and locale');
      compiled[part] = await this.#compilePart(source, part, body, lines);
      if (subject !== undefined) compiled.subject ??= await this.#compilePart(source, 'subject', subject, 1);
    }
    const [only] = sources;
    if (only !== undefined && compiled.text === undefined && this.#engineOf(only)?.compileText !== undefined)
      compiled.text = await this.#compilePart(only, 'text', only.body, only.lines);
    return compiled;
  }

  #engineOf({ extension }: Source): TemplateEngine | undefined {
    return this.#engines.get(extension);
  }

  /** @param linesBefore lines of the file above the text */
  async #compilePart(
    source: Source,
    part: TemplatePart,
    text: string,
    linesBefore: number,
  ): Promise<CompiledTemplate> {
    const { path, locale } = source;
    const told = (error: unknown): TemplateFileError => TemplateFileError.of(path, linesBefore, error);
    const engine = this.#engineOf(source);
    const file = { path, part, text, ...(locale !== undefined && { locale }) };
    try {
      const isMade = part === 'text' && source.part === 'html';
      const render = isMade
        ? await engine?.compileText?.(file, this.#partials)
        : await engine?.compile(file, this.#partials);
      return (context) => {
        try {
          const rendered = render?.(context) ?? '';
          return isReady(rendered)
            ? rendered
            : rendered.catch((error: unknown) => Promise.reject(told(error)));
        } catch (error) {
          throw told(error);
        }
      };
    } catch (error) {
      throw told(error);
    }
  }
}

function isReady<T>(value: T | Promise<T>): value is T {
  return !(value instanceof Promise);
}

function keyOf(name: string, locale = ''): string {
  return `${name}\n${locale.toLowerCase()}`;
}

function groupBy<T>(items: readonly T[], keyFor: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyFor(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

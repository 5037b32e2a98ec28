/** What a file is for. Only HTML is escaped: a subject and a text say `&`, not `&amp;`. */
export type TemplatePart = 'html' | 'text' | 'subject';

/** One file of a template directory, or the subject in its front matter. */
export interface TemplateFile {
  /** Below the directory, with `/`: `orders/receipt.ko.hbs`. */
  readonly path: string;
  readonly part: TemplatePart;
  /** That of its name: `ko` of `orders/receipt.ko.hbs`. */
  readonly locale?: string;
  /** What is to be compiled. */
  readonly text: string;
}

/** A compiled file. */
export type CompiledTemplate = (context: object) => string | Promise<string>;

/** Compiles template files of one kind. The port that every engine implements. */
export interface TemplateEngine {
  /** Extensions of its files, without the dot. */
  readonly extensions: readonly string[];
  /**
   * @param partials the text of every file whose name begins with `_`, by its path without `_` and extension:
   * `orders/_row.hbs` is `orders/row`
   * @throws TemplateSyntaxError where the line is known, or any other error
   */
  compile(
    file: TemplateFile,
    partials: ReadonlyMap<string, string>,
  ): CompiledTemplate | Promise<CompiledTemplate>;
  /**
   * Makes the plain text of a file that is written for HTML, where the template has no file for it. Engines whose files read
   * well as a text have it. Default: the mail has no text, or the one of `textFromHtml`.
   */
  readonly compileText?: TemplateEngine['compile'];
}

/** A file that an engine cannot compile. */
export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError';

  /** @param line of the text that was to be compiled, from 1 */
  constructor(
    message: string,
    readonly line?: number,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

import { TemplateSyntaxError } from './template-engine.js';
import type { TemplateFault } from './template-source.js';

/** A template file that could not be compiled, or not be rendered with the context that it got. */
export class TemplateFileError extends Error implements TemplateFault {
  override readonly name = 'TemplateFileError';

  constructor(
    readonly where: string,
    readonly problem: string,
    cause?: unknown,
  ) {
    super(`${where} ${problem}`, cause === undefined ? undefined : { cause });
  }

  /** @param linesBefore lines of the file above the text that the engine had */
  static of(path: string, linesBefore: number, error: unknown): TemplateFileError {
    if (error instanceof TemplateFileError) return error;
    const line = error instanceof TemplateSyntaxError ? error.line : undefined;
    const where = line === undefined ? path : `${path}:${line + linesBefore}`;
    const [problem = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return new TemplateFileError(where, `is not right: ${problem}`, error);
  }
}

import Handlebars from 'handlebars';
import {
  type CompiledTemplate,
  type TemplateEngine,
  type TemplateFile,
  TemplateSyntaxError,
} from '../../index.js';
import { Rounds } from './rounds.js';
import { checkNames, pathsThatAreShown, valueAt } from './template-names.js';

/** How Handlebars compiles. */
export interface HandlebarsOptions {
  /** Functions that templates call: `{{date sentAt}}`. */
  readonly helpers?: Readonly<Record<string, Handlebars.HelperDelegate>>;
  /** A name that the context lacks is an error; what may be missing is passed as `undefined` and asked for by `{{#if}}`. Default `true`. */
  readonly strict?: boolean;
  /** Rounds that all loops of one text may take together. Default 100 000. */
  readonly maxRounds?: number;
}

/**
 * `.hbs` files. Values are escaped in HTML and left as they are in subject and text. `{{> orders/row}}` includes
 * `orders/_row.hbs`; `{{#> layout}}…{{/layout}}` wraps a mail in `_layout.hbs`, which shows it by `{{> @partial-block}}`.
 *
 * @example
 * MailModule.forRoot({ templates: { directory: 'templates', engine: handlebars() } })
 */
export function handlebars({
  helpers = {},
  strict = true,
  maxRounds = 100_000,
}: HandlebarsOptions = {}): TemplateEngine {
  const environment = Handlebars.create();
  const rounds = new Rounds(maxRounds);
  const { each } = environment.helpers;
  if (each !== undefined) environment.registerHelper('each', rounds.counted(each));
  environment.registerHelper({ ...helpers });
  return {
    extensions: ['hbs', 'handlebars'],
    compile(file: TemplateFile, partials: ReadonlyMap<string, string>): CompiledTemplate {
      const ast = parse(environment, file.text);
      checkNames(ast, { helpers: environment.helpers, partials });
      const shown = strict ? pathsThatAreShown(ast, environment.helpers) : [];
      const render = environment.compile(ast, { noEscape: file.part !== 'html', strict });
      // Handlebars compiles a partial as its first caller is compiled, and keeps it in this object.
      const included = Object.fromEntries(partials);
      return (context) => {
        const missing = shown.find((path) => valueAt(context, path) === undefined);
        if (missing !== undefined) throw notThere(missing.join('.'));
        rounds.reset();
        try {
          return render(context, { partials: included });
        } catch (error) {
          throw withoutContext(error);
        }
      };
    },
  };
}

function parse(environment: typeof Handlebars, text: string): hbs.AST.Program {
  try {
    return environment.parse(text);
  } catch (error) {
    const [first = '', ...others] = messageOf(error).split('\n');
    const [, line] = /^(?:Parse|Lexical) error on line (\d+)/u.exec(first) ?? [];
    throw new TemplateSyntaxError(
      others.at(-1) ?? first,
      line === undefined ? lineOf(error) : Number(line),
      error,
    );
  }
}

/** Handlebars prints what it looked in, which may be the content of the mail. */
function withoutContext(error: unknown): TemplateSyntaxError {
  const [, name] = /^"(.+?)" not defined in /u.exec(messageOf(error)) ?? [];
  return name === undefined
    ? new TemplateSyntaxError(messageOf(error), lineOf(error), error)
    : notThere(name, lineOf(error));
}

function notThere(name: string, line?: number): TemplateSyntaxError {
  return new TemplateSyntaxError(`"${name}" is not in the context`, line);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function lineOf(error: unknown): number | undefined {
  const line: unknown = error instanceof Error ? Reflect.get(error, 'lineNumber') : undefined;
  return typeof line === 'number' ? line : undefined;
}

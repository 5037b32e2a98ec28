import Handlebars from 'handlebars';
import { TemplateSyntaxError } from '../../index.js';

/** What a template may call and include. */
export interface KnownNames {
  readonly helpers: object;
  readonly partials: ReadonlyMap<string, string>;
}

type Call = hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression;
type Include = hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement;

/**
 * Finds calls of helpers and partials that are not there: Handlebars itself finds them with the first mail.
 * @throws TemplateSyntaxError with the line
 */
export function checkNames(ast: hbs.AST.Program, known: KnownNames): void {
  new NameCheck(known).accept(ast);
}

class NameCheck extends Handlebars.Visitor {
  constructor(private readonly known: KnownNames) {
    super();
  }

  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    this.#checkCall(statement);
    super.MustacheStatement(statement);
  }

  override BlockStatement(statement: hbs.AST.BlockStatement): void {
    this.#checkCall(statement);
    super.BlockStatement(statement);
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    this.#checkCall(expression);
    super.SubExpression(expression);
  }

  override PartialStatement(statement: hbs.AST.PartialStatement): void {
    this.#checkPartial(statement);
    super.PartialStatement(statement);
  }

  override PartialBlockStatement(statement: hbs.AST.PartialBlockStatement): void {
    this.#checkPartial(statement);
    super.PartialBlockStatement(statement);
  }

  /** Without arguments it is a value of the context. */
  #checkCall({ path, params, hash, loc }: Call): void {
    const hasArguments = params.length > 0 || hash !== undefined;
    if (!hasArguments || !isPath(path) || path.parts.length !== 1 || path.data) return;
    if (!Object.hasOwn(this.known.helpers, path.original))
      throw new TemplateSyntaxError(`there is no helper "${path.original}"`, loc.start.line);
  }

  #checkPartial({ name, loc }: Include): void {
    if (!isPath(name) || name.data || this.known.partials.has(name.original)) return;
    const folder = name.original.slice(0, name.original.lastIndexOf('/') + 1);
    const file = `${folder}_${name.original.slice(folder.length)}.hbs`;
    throw new TemplateSyntaxError(
      `includes "${name.original}", and there is no file ${file}`,
      loc.start.line,
    );
  }
}

/** Paths whose values every mail shows, since they stand outside of all blocks. */
export function pathsThatAreShown(ast: hbs.AST.Program, helpers: object): readonly (readonly string[])[] {
  return ast.body.flatMap((statement) => {
    if (!isMustache(statement) || !isPath(statement.path)) return [];
    const { parts, data, original } = statement.path;
    const isValue = !data && statement.params.length === 0 && !Object.hasOwn(helpers, original);
    return isValue ? [parts] : [];
  });
}

/** Only what an object has itself, as Handlebars looks. @returns `undefined` where a part of the path is missing, too */
export function valueAt(context: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? Reflect.get(value, part)
        : undefined,
    context,
  );
}

function isMustache(statement: hbs.AST.Statement): statement is hbs.AST.MustacheStatement {
  return statement.type === 'MustacheStatement';
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

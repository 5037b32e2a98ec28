/** What is used of the tree of @angular-devkit/schematics: nothing of it is imported, since not every project can reach it. */
export interface ProjectTree {
  exists(path: string): boolean;
  read(path: string): Uint8Array | null;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
  getDir(path: string): ProjectFolder;
}

/** A folder of the tree. */
export interface ProjectFolder {
  readonly path: string;
  readonly parent: ProjectFolder | null;
  readonly subfiles: readonly string[];
}

/** What is used of the context of @angular-devkit/schematics. */
export interface ProjectContext {
  readonly logger: { info(message: string): void; warn(message: string): void };
  addTask(task: { toConfiguration(): object }): unknown;
}

/** What a schematic is: it changes the project. */
export type Schematic<Options> = (options: Options) => (tree: ProjectTree, context: ProjectContext) => void;

/** @returns `undefined` when there is no such file */
export function readText(tree: ProjectTree, path: string): string | undefined {
  const bytes = tree.read(path);
  return bytes === null ? undefined : new TextDecoder().decode(bytes);
}

/** @returns `undefined` when there is no such file, or it is no JSON object */
export function readJson(tree: ProjectTree, path: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readText(tree, path) ?? '');
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the files of the project are ES modules, whose imports end in `.js`. */
export function isEsm(tree: ProjectTree): boolean {
  return readJson(tree, '/package.json')?.['type'] === 'module';
}

/** Whether it is an object with fields of its own. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

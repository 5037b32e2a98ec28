import { isRecord, type ProjectContext, type ProjectTree, readJson } from '../project.js';

const TEMPLATES = '**/*.hbs';
const PATH = '/nest-cli.json';

/** Has `nest build` copy the templates, and `nest start --watch` look at them. */
export function addAssets(tree: ProjectTree, { logger }: ProjectContext, sourceRoot: string): void {
  const config = readJson(tree, PATH);
  if (config === undefined) {
    logger.warn(`${PATH} was not changed: name ${TEMPLATES} in its compilerOptions.assets.`);
    return;
  }
  const project = projectOf(config, sourceRoot) ?? config;
  const options = isRecord(project['compilerOptions']) ? project['compilerOptions'] : {};
  const assets: unknown[] = Array.isArray(options['assets']) ? options['assets'] : [];
  if (JSON.stringify(assets).includes('.hbs')) return;
  project['compilerOptions'] = { ...options, assets: [...assets, TEMPLATES], watchAssets: true };
  tree.overwrite(PATH, `${JSON.stringify(config, null, 2)}\n`);
}

/** In a monorepo each application has options of its own. */
function projectOf(config: Record<string, unknown>, sourceRoot: string): Record<string, unknown> | undefined {
  const projects = isRecord(config['projects']) ? Object.values(config['projects']) : [];
  return projects.filter(isRecord).find((project) => project['sourceRoot'] === sourceRoot);
}

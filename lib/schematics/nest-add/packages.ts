import { isRecord, type ProjectContext, type ProjectTree, readJson } from '../project.js';

const PATH = '/package.json';

/** What generated files need beside this package: the engine of the templates, and what reads mails in tests. */
export const PACKAGES = {
  dependencies: { handlebars: '^4.7.8' },
  devDependencies: { 'postal-mime': '^4.0.0' },
} as const;

/** Adds the packages that are not there, and has them installed. */
export function addPackages(tree: ProjectTree, context: ProjectContext, skipInstall: boolean): void {
  const manifest = readJson(tree, PATH);
  if (manifest === undefined) return;
  const known = { ...recordOf(manifest['dependencies']), ...recordOf(manifest['devDependencies']) };
  const missing = Object.entries(PACKAGES).flatMap(([kind, packages]) =>
    Object.entries(packages).flatMap(([name, version]) =>
      Object.hasOwn(known, name) ? [] : [{ kind, name, version }],
    ),
  );
  if (missing.length === 0) return;
  for (const { kind, name, version } of missing)
    manifest[kind] = sorted({ ...recordOf(manifest[kind]), [name]: version });
  tree.overwrite(PATH, `${JSON.stringify(manifest, null, 2)}\n`);
  if (!skipInstall) context.addTask({ toConfiguration: () => INSTALL });
}

/** NodePackageInstallTask of @angular-devkit/schematics, which not every project can reach from here. */
const INSTALL = { name: 'node-package', options: { command: 'install', quiet: true, hideOutput: true } };

/** As npm writes them. */
function sorted(packages: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')));
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

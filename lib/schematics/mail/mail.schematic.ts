import { addImport, addToModule, nearestModule } from '../module-file.js';
import { mailNames, type MailNames } from '../names.js';
import { isEsm, type ProjectContext, type ProjectTree, readText, type Schematic } from '../project.js';
import { classFile, htmlFile, layoutFile, specFile, TEXT_FILE } from './mail-files.js';

/** Options of `nest g -c nestjs-spring-mail mail NAME`. */
export interface MailSchematicOptions {
  readonly name: string;
  readonly sourceRoot?: string;
  readonly spec?: boolean;
  readonly specFileSuffix?: string;
}

/** Creates a mail class with its template and its test, and makes it a provider of the nearest module. */
export const mail: Schematic<MailSchematicOptions> =
  ({ name, sourceRoot = 'src', spec = true, specFileSuffix = 'spec' }) =>
  (tree, context) => {
    const names = mailNames(name);
    const folder = `/${sourceRoot}/mails`;
    const path = `${folder}/${names.template}`;
    const extension = isEsm(tree) ? '.js' : '';
    tree.create(`${path}.mail.ts`, classFile(names));
    tree.create(`${path}.hbs`, htmlFile(names));
    tree.create(`${path}.text.hbs`, TEXT_FILE);
    if (spec) tree.create(`${path}.mail.${specFileSuffix || 'spec'}.ts`, specFile(names, extension));
    if (!tree.exists(`${folder}/_layout.hbs`)) tree.create(`${folder}/_layout.hbs`, layoutFile());
    provide(tree, context, { names, path, extension });
    if (!readText(tree, `/${sourceRoot}/app.module.ts`)?.includes('templates:'))
      context.logger.warn(
        'Mails need MailModule with their templates: "nest add nestjs-spring-mail" adds it.',
      );
  };

interface Created {
  readonly names: MailNames;
  /** Of the file, without its extensions. */
  readonly path: string;
  readonly extension: string;
}

function provide(tree: ProjectTree, { logger }: ProjectContext, { names, path, extension }: Created): void {
  const name = `${names.type}Mail`;
  const module = nearestModule(tree, path.slice(0, path.lastIndexOf('/')));
  const source = module === undefined ? undefined : readText(tree, module);
  const changed = source === undefined ? undefined : addToModule(source, 'providers', name);
  if (module === undefined || changed === undefined) {
    logger.warn(`No module has got the mail: name ${name} in the providers of yours.`);
    return;
  }
  const folder = module.slice(0, module.lastIndexOf('/') + 1);
  tree.overwrite(
    module,
    addImport(changed, `import { ${name} } from './${path.slice(folder.length)}.mail${extension}';`),
  );
}

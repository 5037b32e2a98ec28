import { layoutFile } from '../mail/mail-files.js';
import { addImport, addToModule } from '../module-file.js';
import { isEsm, type ProjectContext, type ProjectTree, readText, type Schematic } from '../project.js';
import { withMailSettings } from './application-yml.js';
import { addAssets } from './nest-cli.js';
import { addPackages } from './packages.js';

/** Options of `nest add nestjs-spring-mail`. */
export interface NestAddOptions {
  readonly sourceRoot?: string;
  readonly from?: string;
  readonly skipInstall?: boolean;
}

/** Sets mail up in a project: what is there already stays. */
export const nestAdd: Schematic<NestAddOptions> =
  ({ sourceRoot = 'src', from = 'noreply@example.org', skipInstall = false }) =>
  (tree, context) => {
    addModule(tree, context, sourceRoot);
    addSettings(tree, context, from);
    addAssets(tree, context, sourceRoot);
    addPackages(tree, context, skipInstall);
    const layout = `/${sourceRoot}/mails/_layout.hbs`;
    if (!tree.exists(layout)) tree.create(layout, layoutFile());
    context.logger.info('The first mail: nest g -c nestjs-spring-mail mail welcome');
  };

function addModule(tree: ProjectTree, { logger }: ProjectContext, sourceRoot: string): void {
  const path = `/${sourceRoot}/app.module.ts`;
  const source = readText(tree, path);
  if (source?.includes('nestjs-spring-mail') === true) return;
  const here = isEsm(tree) ? 'import.meta.dirname' : '__dirname';
  const expression = `MailModule.forRoot({
      templates: { directory: join(${here}, 'mails'), engine: handlebars() },
    })`;
  const changed = source === undefined ? undefined : addToModule(source, 'imports', expression);
  if (changed === undefined) {
    logger.warn(`${path} was not changed: import ${expression} in the root module of the project.`);
    return;
  }
  const imports = [
    `import { MailModule } from 'nestjs-spring-mail';`,
    `import { handlebars } from 'nestjs-spring-mail/handlebars';`,
    `import { join } from 'node:path';`,
  ];
  tree.overwrite(
    path,
    imports.reduce((text, line) => addImport(text, line), changed),
  );
}

function addSettings(tree: ProjectTree, { logger }: ProjectContext, from: string): void {
  const path =
    ['/application.yml', '/application.yaml'].find((one) => tree.exists(one)) ?? '/application.yml';
  const isInProperties = readText(tree, '/application.properties')?.includes('spring.mail.') === true;
  const text = readText(tree, path);
  const changed = isInProperties ? undefined : withMailSettings(text, from);
  if (changed === undefined) logger.info(`${path} was not changed: see that spring.mail.host is set.`);
  else if (text === undefined) tree.create(path, changed);
  else tree.overwrite(path, changed);
}

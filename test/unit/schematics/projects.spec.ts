import { describe, expect, it } from '@jest/globals';
import { posix } from 'node:path';
import { mail, nestAdd } from '../../../lib/schematics/index.js';
import type { ProjectFolder, ProjectTree } from '../../../lib/schematics/project.js';

type Files = Readonly<Record<string, string>>;

/** The files of a project, as @angular-devkit/schematics shows them. */
class Tree implements ProjectTree {
  readonly files: Map<string, string>;

  constructor(files: Files) {
    this.files = new Map(Object.entries(files));
  }
  exists(path: string): boolean {
    return this.files.has(path);
  }
  read(path: string): Uint8Array | null {
    const text = this.files.get(path);
    return text === undefined ? null : Buffer.from(text);
  }
  create(path: string, content: string): void {
    if (this.exists(path)) throw new Error(`${path} is there.`);
    this.files.set(path, content);
  }
  overwrite(path: string, content: string): void {
    if (!this.exists(path)) throw new Error(`${path} is not there.`);
    this.files.set(path, content);
  }
  getDir(path: string): ProjectFolder {
    const subfiles = [...this.files.keys()].filter((file) => posix.dirname(file) === path);
    return {
      path,
      parent: path === '/' ? null : this.getDir(posix.dirname(path)),
      subfiles: subfiles.map((file) => posix.basename(file)),
    };
  }
}

function run(files: Files, change: (tree: Tree, context: Parameters<ReturnType<typeof mail>>[1]) => void) {
  const tree = new Tree(files);
  const said: string[] = [];
  const tasks: object[] = [];
  const say = (text: string): void => void said.push(text);
  change(tree, {
    logger: { info: say, warn: say },
    addTask: (task) => tasks.push(task.toConfiguration()),
  });
  return { files: Object.fromEntries(tree.files), said: said.join('\n'), tasks };
}

const project: Files = {
  '/package.json': '{ "type": "module" }',
  '/nest-cli.json': '{}',
  '/src/app.module.ts': '@Module({ imports: [] })\nexport class AppModule {}\n',
};

describe('nest add', () => {
  const add = (changed: Files, options = {}) => run({ ...project, ...changed }, nestAdd(options));

  it('installs what it adds to package.json, unless it shall not', () => {
    expect(add({}).tasks).toMatchObject([{ name: 'node-package', options: { command: 'install' } }]);
    expect(add({}, { skipInstall: true }).tasks).toEqual([]);
    const has = '{ "dependencies": { "handlebars": "4" }, "devDependencies": { "postal-mime": "4" } }';
    const { files, tasks } = add({ '/package.json': has });
    expect([files['/package.json'], tasks]).toEqual([has, []]);
  });

  it('finds the templates beside the code in both kinds of module', () => {
    expect(add({}).files['/src/app.module.ts']).toContain("join(import.meta.dirname, 'mails')");
    expect(add({ '/package.json': '{}' }).files['/src/app.module.ts']).toContain("join(__dirname, 'mails')");
  });

  it('writes the address that it was given, where none was written', () => {
    const { files } = add({ '/application.yaml': 'server:\n  port: 8080\n' }, { from: 'shop@example.org' });
    expect(files['/application.yaml']).toContain('from: shop@example.org');
    expect(files).not.toHaveProperty(['/application.yml']);
  });

  it.each([
    ['/src/app.module.ts', '@Module({ imports })\nexport class AppModule {}\n', 'MailModule.forRoot'],
    ['/src/app.module.ts', '@Module({ imports: all })\nexport class AppModule {}\n', 'MailModule.forRoot'],
    ['/application.yml', 'spring:\n  mail:\n    host: a\n', 'spring.mail.host'],
    ['/application.properties', 'spring.mail.host=a\n', 'spring.mail.host'],
    ['/nest-cli.json', '{ // ours\n}', 'compilerOptions.assets'],
  ])('leaves %s as it is and says what to do: %s', (path, text, advice) => {
    const { files, said } = add({ [path]: text });
    expect(files[path]).toBe(text);
    expect(said).toContain(advice);
  });

  it('changes the options of the application in a monorepo', () => {
    const config = { projects: { a: { sourceRoot: 'apps/a/src' }, b: { sourceRoot: 'apps/b/src' } } };
    const { files } = add({ '/nest-cli.json': JSON.stringify(config) }, { sourceRoot: 'apps/b/src' });
    expect(JSON.parse(files['/nest-cli.json'] ?? '')).toMatchObject({
      projects: { a: { sourceRoot: 'apps/a/src' }, b: { compilerOptions: { assets: ['**/*.hbs'] } } },
    });
  });
});

describe('nest g mail', () => {
  const generate = (name: string, changed: Files = {}, options = {}) =>
    run({ ...project, ...changed }, mail({ name, ...options }));

  it('gives the mail to the nearest module', () => {
    const { files } = generate('orders/receipt', {
      '/src/mails/mails.module.ts': '@Module({ providers: [] })\nexport class MailsModule {}\n',
    });
    expect(files['/src/mails/mails.module.ts']).toContain('providers: [ReceiptMail]');
    expect(files['/src/mails/mails.module.ts']).toContain("from './orders/receipt.mail.js'");
    expect(files['/src/app.module.ts']).toBe(project['/src/app.module.ts']);
  });

  it('says what is missing where mail was not set up, or no module can take the mail', () => {
    expect(generate('welcome').said).toContain('nest add nestjs-spring-mail');
    const { said } = generate('welcome', { '/src/app.module.ts': 'export class AppModule {}\n' });
    expect(said).toContain('name WelcomeMail in the providers');
  });

  it('keeps the layout that is there, and makes no test where none is wanted', () => {
    const { files } = generate('welcome', { '/src/mails/_layout.hbs': 'ours' }, { spec: false });
    expect(files['/src/mails/_layout.hbs']).toBe('ours');
    expect(Object.keys(files).filter((path) => path.includes('spec'))).toEqual([]);
  });

  it('overwrites no mail', () => {
    expect(() => generate('welcome', { '/src/mails/welcome.hbs': 'ours' })).toThrow('welcome.hbs is there');
  });
});

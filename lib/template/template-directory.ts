import { MailConfigError } from '../errors/mail-config.error.js';
import type { TemplateEngine } from './template-engine.js';
import { readTemplateFiles, type TemplateFiles } from './template-files.js';
import { TemplateLibrary } from './template-library.js';
import { localesToTry } from './template-path.js';
import { readSamples } from './template-samples.js';
import type {
  RenderedTemplate,
  TemplateFault,
  TemplatePreview,
  TemplateRequest,
  TemplateSource,
} from './template-source.js';

/**
 * Templates in files: `welcome.hbs`, `welcome.ko.hbs`, `welcome.text.hbs`, `orders/receipt.mjml`. A file whose name begins
 * with `_` is no template, but others include it; what is hidden is passed over.
 */
export interface TemplateDirectoryOptions {
  /** Absolute, or below the working directory. */
  readonly directory: string;
  /** By the extension of a file its engine is found. */
  readonly engine: TemplateEngine | readonly TemplateEngine[];
  /** Locale of messages that name none, and of templates that lack theirs. Default: the files without a locale. */
  readonly fallbackLocale?: string;
  /** Reads files again that have changed. Default: unless `NODE_ENV` is `production`. */
  readonly reload?: boolean;
}

/** Reads templates from a directory. */
export class TemplateDirectory implements TemplateSource {
  readonly #options: TemplateDirectoryOptions;
  readonly #engines: ReadonlyMap<string, TemplateEngine>;
  readonly #reload: boolean;
  #files: TemplateFiles | undefined;
  #library: TemplateLibrary | undefined;

  constructor(options: TemplateDirectoryOptions) {
    this.#options = options;
    this.#engines = new Map(
      [options.engine].flat().flatMap((engine) => engine.extensions.map((extension) => [extension, engine])),
    );
    this.#reload = options.reload ?? process.env['NODE_ENV'] !== 'production';
  }

  async render({ name, context, locale }: TemplateRequest): Promise<RenderedTemplate | undefined> {
    const library = this.#current() ?? (await this.#read());
    return library.render(name, localesToTry(locale, this.#options.fallbackLocale), context);
  }

  async names(): Promise<readonly string[]> {
    return (await this.#read()).names;
  }

  async check(): Promise<readonly TemplateFault[]> {
    return (await this.#read()).check();
  }

  /** The samples of `welcome` are in `welcome.preview.json`, beside the template. */
  async preview(name: string): Promise<TemplatePreview> {
    const library = await this.#read();
    if (!library.names.includes(name)) return { locales: [], samples: [] };
    return { locales: library.localesOf(name), samples: await readSamples(this.#options.directory, name) };
  }

  #current(): TemplateLibrary | undefined {
    return this.#reload ? undefined : this.#library;
  }

  async #read(): Promise<TemplateLibrary> {
    const files = await this.#readFiles();
    if (this.#library === undefined || files !== this.#files)
      this.#library = new TemplateLibrary(files.texts, this.#engines);
    this.#files = files;
    return this.#library;
  }

  async #readFiles(): Promise<TemplateFiles> {
    const { directory } = this.#options;
    try {
      return await readTemplateFiles(directory, new Set(this.#engines.keys()), this.#files);
    } catch (cause) {
      throw new MailConfigError([missing(directory)], cause);
    }
  }
}

function missing(directory: string) {
  return {
    key: 'templates.directory',
    problem: 'is no directory that can be read',
    advice:
      'nest build copies only code: name the templates under compilerOptions.assets in nest-cli.json ("assets": ["**/*.hbs"]), or give the path of the source folder.',
    value: directory,
  };
}

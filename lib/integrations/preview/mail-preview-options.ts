import type { DynamicModule } from '@nestjs/common';
import { MailConfigError } from '../../index.js';
import type { PreviewAccess } from './access.js';
import type { PreviewSamples } from './template-previews.js';

/** Where the preview is, and what it shows. */
export interface MailPreviewModuleOptions {
  /** Path of the page, behind the global prefix of the application. Default `mail`. */
  readonly path?: string;
  /**
   * Port to catch mails on, of the loopback address. Default: where `spring.mail.host` and `spring.mail.port` point, when that
   * is this machine; nothing is caught when it is another.
   */
  readonly port?: number;
  /** Contexts to show templates with, before those in files such as `welcome.preview.json`. */
  readonly previews?: PreviewSamples;
  /** Who besides this machine may look at the mails. Default: nobody. */
  readonly allow?: PreviewAccess;
  /** How many mails are kept. Default 500. */
  readonly keep?: number;
  /** Starts although `NODE_ENV` is `production`. Default `false`. */
  readonly force?: boolean;
  /** Modules that hold `MailModule`, where that is not global. */
  readonly imports?: DynamicModule['imports'];
}

/** `/mail` for `mail`, `/mail` and `mail/`; nothing for nothing. */
export function slashed(path: string): string {
  const bare = path.replaceAll(/^\/+|\/+$/gu, '');
  return bare === '' ? '' : `/${bare}`;
}

/** @throws MailConfigError when the preview must not start */
export function checked(options: MailPreviewModuleOptions): MailPreviewModuleOptions {
  const isProduction = process.env['NODE_ENV'] === 'production' && options.force !== true;
  const faults = [
    ...(isProduction ? [IN_PRODUCTION] : []),
    ...(slashed(options.path ?? 'mail') === '' ? [NO_PATH] : []),
  ];
  if (faults.length > 0) throw new MailConfigError(faults);
  return options;
}

const IN_PRODUCTION = {
  key: 'MailPreviewModule',
  problem: 'shows all mails to whoever reaches it, and NODE_ENV is production',
  advice: 'Import it in development only, or pass force: true where nobody else reaches this server.',
};

const NO_PATH = {
  key: 'path of MailPreviewModule',
  problem: 'is empty',
  advice: 'Write one, such as mail: the page takes everything below it.',
};

export type { PreviewAccess } from './access.js';
export { MailPreviewModule } from './mail-preview.module.js';
export type { MailPreviewModuleOptions } from './mail-preview-options.js';
export { type MailPreviewServer, type MailPreviewServerOptions, startMailPreview } from './standalone.js';
export type { PreviewSamples, Samples } from './template-previews.js';

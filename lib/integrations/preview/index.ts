export type { PreviewAccess } from './access.js';
export { MailPreviewModule, type MailPreviewModuleOptions } from './mail-preview.module.js';
export { type MailPreviewServer, type MailPreviewServerOptions, startMailPreview } from './standalone.js';
export type { PreviewSamples, Samples } from './template-previews.js';

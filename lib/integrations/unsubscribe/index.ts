export type { UnsubscribePage, UnsubscribeView } from './page.js';
export { UnsubscribeModule, type UnsubscribeModuleOptions } from './unsubscribe.module.js';

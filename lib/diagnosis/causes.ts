import type { Cause } from './cause.js';
import { CONNECTION } from './causes/connection.js';
import { MAIL } from './causes/mail.js';
import { PROVIDERS } from './causes/providers.js';
import { REST } from './causes/rest.js';
import { OAUTH2 } from './causes/oauth2.js';
import { SIGN_IN } from './causes/sign-in.js';
import { TLS } from './causes/tls.js';

/** The first row whose `when` holds explains the failure; the last one always does. */
export const CAUSES: readonly Cause[] = [
  ...OAUTH2,
  ...TLS,
  ...CONNECTION,
  ...PROVIDERS,
  ...SIGN_IN,
  ...MAIL,
  ...REST,
];

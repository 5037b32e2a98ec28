import type { Cause } from './cause.js';
import { CONNECTION } from './causes/connection.js';
import { MAIL } from './causes/mail.js';
import { SIGN_IN } from './causes/sign-in.js';

/** The first row whose `when` holds explains the failure. */
export const CAUSES: readonly Cause[] = [...CONNECTION, ...SIGN_IN, ...MAIL];

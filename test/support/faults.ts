import { type ConfigFault, MailConfigError } from '../../lib/errors/mail-config.error.js';

/** The faults that an action is refused for; none when it is not refused. */
export function faultsOf(action: () => unknown): readonly ConfigFault[] {
  try {
    action();
    return [];
  } catch (error) {
    if (error instanceof MailConfigError) return error.faults;
    throw error;
  }
}

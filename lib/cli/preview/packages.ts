import { UsageError } from '../command.js';

/**
 * Loads what needs packages that not everybody has installed.
 * @throws UsageError that says how to install what is missing
 */
export async function withPackages<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const missing = /Cannot find (?:package|module) '(?<name>[^'./][^']*)'/u.exec(String(error))?.groups?.[
      'name'
    ];
    if (missing === undefined) throw error;
    throw new UsageError(`This needs ${missing}, which is not installed. npm install --save-dev ${missing}`);
  }
}

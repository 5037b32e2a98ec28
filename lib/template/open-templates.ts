import { MailConfigError } from '../errors/mail-config.error.js';
import { TemplateDirectory, type TemplateDirectoryOptions } from './template-directory.js';
import type { TemplateSource } from './template-source.js';

/** What the user plugged in, as the port. */
export function openTemplates(given: TemplateDirectoryOptions | TemplateSource): TemplateSource {
  return 'directory' in given ? new TemplateDirectory(given) : given;
}

/** @throws MailConfigError that names every template which cannot be used */
export async function checkTemplates(source: TemplateSource): Promise<void> {
  const faults = await source.check();
  if (faults.length === 0) return;
  throw new MailConfigError(
    faults.map(({ where, problem }) => ({ key: where, problem, advice: 'Correct this template.' })),
  );
}

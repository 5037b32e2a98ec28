import { nearest } from '../config/nearest.js';
import { MailPreparationError } from '../errors/mail-preparation.error.js';
import { isMailError, type MailError } from '../errors/mail.error.js';
import type { MailMessage } from '../message/message.js';
import { TemplateFileError } from './template-file-error.js';
import type { RenderedTemplate, TemplateRequest, TemplateSource } from './template-source.js';

/** Fills in what messages leave to their templates; what a message says itself stays. */
export function fillIn(source: TemplateSource): (message: MailMessage) => MailMessage | Promise<MailMessage> {
  return (message) => (message.template === undefined ? message : filled(message, source));
}

/** @throws MailPreparationError when there is no such template, or it cannot be rendered */
async function filled(message: MailMessage, source: TemplateSource): Promise<MailMessage> {
  const { template, context = {}, locale, ...fields } = message;
  const { subject, html, text } = await rendered(source, { name: String(template), context, locale });
  return {
    ...fields,
    ...(fields.subject === undefined && subject !== undefined && { subject }),
    ...(fields.html === undefined && html !== undefined && { html }),
    ...(fields.text === undefined && text !== undefined && { text }),
  };
}

async function rendered(source: TemplateSource, request: TemplateRequest): Promise<RenderedTemplate> {
  try {
    const found = await source.render(request);
    if (found !== undefined) return found;
  } catch (error) {
    throw isMailError(error) ? error : notRendered(request, error);
  }
  throw notThere(request, await source.names());
}

function notRendered({ name }: TemplateRequest, error: unknown): MailError {
  const why =
    error instanceof TemplateFileError ? `${error.where} ${error.problem}` : 'see the cause of this error';
  return new MailPreparationError(
    `The mail was not sent: its template ${JSON.stringify(name)} could not be rendered: ${why}.`,
    'Correct the template, or pass what it asks for as context.',
    error,
  );
}

function notThere({ name }: TemplateRequest, names: readonly string[]): MailError {
  const near = nearest(name, names);
  return new MailPreparationError(
    `The mail was not sent: there is no template ${JSON.stringify(name.slice(0, 80))}.`,
    near === undefined ? `There are: ${names.slice(0, 10).join(', ') || 'none'}.` : `Did you mean ${near}?`,
  );
}

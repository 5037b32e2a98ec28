import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { MailMessage } from 'nodemailer';
import type { ContentSource } from '../message/compose/content-source.js';
import type { SmtpContent } from '../smtp/smtp-mail.js';

type MimeNode = MailMessage['message'];

const SOURCE = Symbol('source');

type SourceStream = Readable & { readonly [SOURCE]: ContentSource };

/** The content of a source as nodemailer takes it. */
export function sourceStream(source: ContentSource): SourceStream {
  return Object.assign(Readable.from(source.open()), { [SOURCE]: source });
}

/** What nodemailer composed, for each attempt to send it; nodemailer itself reads streams only once. */
export function nodemailerContent(message: MimeNode): SmtpContent {
  let previous: Readable | undefined;
  return async function* () {
    if (previous !== undefined) {
      await ended(previous);
      reopen(message);
    }
    previous = message.createReadStream();
    yield* previous;
  };
}

/** An attempt that ends early takes every stream with it that the message holds by then. */
async function ended(attempt: Readable): Promise<void> {
  attempt.destroy();
  await finished(attempt).catch(() => undefined);
}

function reopen(node: MimeNode): void {
  if (isSourceStream(node.content)) node.setContent(sourceStream(node.content[SOURCE]));
  node.childNodes.forEach(reopen);
}

function isSourceStream(content: MimeNode['content']): content is SourceStream {
  return content instanceof Readable && SOURCE in content;
}

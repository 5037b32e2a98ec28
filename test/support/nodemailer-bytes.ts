import { createTransport, type SendMailOptions } from 'nodemailer';
import { Encoder } from 'nodemailer/lib/qp';
import DataStream from 'nodemailer/lib/smtp-connection/data-stream';
import type {
  ComposeAttachment,
  ComposeHeader,
  ComposeInput,
} from '../../lib/message/compose/compose-input.js';

/** The bytes nodemailer's SMTP connection would send for a message, before dots are doubled. */
export async function nodemailerBytes(input: ComposeInput, boundary: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const transport = createTransport({
    name: 'bytes',
    version: '1',
    send(mail, done) {
      const wire = mail.message.createReadStream().pipe(new DataStream());
      wire.on('data', (chunk: Buffer) => chunks.push(chunk));
      wire.on('end', () => done(null, { messageId: '', envelope: { from: '', to: [] } }));
    },
  });
  await transport.sendMail(sendMailOptions(input, boundary));
  return undoDots(Buffer.concat(chunks));
}

function sendMailOptions(input: ComposeInput, baseBoundary: string): SendMailOptions {
  return Object.assign<SendMailOptions, object>(
    { baseBoundary },
    {
      ...input,
      ...alternatives(input),
      headers: keyed(input.headers),
      attachments: input.attachments?.map(nodemailerAttachment),
    },
  );
}

function alternatives({ calendar }: ComposeInput): object {
  if (calendar === undefined) return {};
  const { method, content } = calendar;
  return { alternatives: [{ contentType: `text/calendar; charset=utf-8; method=${method}`, content }] };
}

function nodemailerAttachment({ contentTransferEncoding, headers, ...rest }: ComposeAttachment): object {
  return {
    ...rest,
    headers: keyed(headers),
    // A key that is there counts for nodemailer, even with no value.
    ...(contentTransferEncoding === undefined ? {} : { contentTransferEncoding }),
  };
}

function keyed(headers: readonly ComposeHeader[] = []): { key: string; value: string }[] {
  return headers.map(({ name, value }) => ({ key: name, value }));
}

function undoDots(wire: Buffer): Buffer {
  const text = wire.toString('latin1');
  return Buffer.from(text.slice(0, -'.\r\n'.length).replace(/^\./gm, ''), 'latin1');
}

/** What nodemailer's encoder makes of bytes, with CRLF line ends. */
export async function nodemailerQuotedPrintable(bytes: Buffer, binary: boolean): Promise<string> {
  const encoder = new Encoder({ binary });
  encoder.end(bytes);
  const chunks: Buffer[] = [];
  for await (const chunk of encoder) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString('latin1')
    .replace(/\r\n|\r|\n/g, '\r\n');
}

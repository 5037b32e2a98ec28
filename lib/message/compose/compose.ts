import { addressList } from './address-list.js';
import type { Charset } from './charset.js';
import type { ComposeInput, ComposeMailbox } from './compose-input.js';
import { headerField, headerName, subjectField, textField } from './header-lines.js';
import { type ComposedMail, MimeWriter } from './mime-writer.js';
import { newBoundary } from './message-id.js';
import { mimeTree } from './mime-tree.js';

const PRIORITY_FIELDS = {
  high: 'X-Priority: 1 (Highest)\r\nX-Msmail-Priority: High\r\nImportance: High\r\n',
  normal: '',
  low: 'X-Priority: 5 (Lowest)\r\nX-Msmail-Priority: Low\r\nImportance: Low\r\n',
};

/**
 * Composes a mail in one pass, the very bytes that nodemailer sends for the same message. Ask `canCompose` first.
 * Throws `MailParseError` when a word does not fit into a header line.
 */
export function compose(input: ComposeInput, boundary: string = newBoundary()): ComposedMail {
  const writer = new MimeWriter(boundary);
  writer.writeRoot(mimeTree(input), messageFields(input));
  return writer.finish();
}

/** The fields of the message itself, in nodemailer's order. */
function messageFields(input: ComposeInput): string {
  const { headers = [], inReplyTo = '', references = [], subject = '', charset } = input;
  return [
    ...headers.map(({ name, value, exact }) => textField(exact ? name : headerName(name), value, charset)),
    addressField('From', input.from, charset),
    addressField('Sender', input.sender, charset),
    addressField('To', input.to, charset),
    addressField('Cc', input.cc, charset),
    addressField('Reply-To', input.replyTo, charset),
    headerField('In-Reply-To', inReplyTo),
    headerField('References', references.join(' ')),
    subjectField(subject, charset),
    headerField('Message-ID', input.messageId),
    headerField('Date', input.date.toUTCString().replace('GMT', '+0000')),
    PRIORITY_FIELDS[input.priority ?? 'normal'],
  ].join('');
}

function addressField(
  name: string,
  mailboxes: readonly ComposeMailbox[] = [],
  charset: Charset | undefined,
): string {
  return headerField(name, addressList(mailboxes, charset));
}

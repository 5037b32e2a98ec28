import { addressList } from './address-list.js';
import type { ComposeInput, ComposeMailbox } from './compose-input.js';
import { headerField, headerName, textField } from './header-lines.js';
import { type ComposedMail, MailWriter } from './mail-writer.js';
import { newBoundary } from './message-id.js';
import { mimeTree } from './mime-tree.js';

const PRIORITY_FIELDS = {
  high: 'X-Priority: 1 (Highest)\r\nX-Msmail-Priority: High\r\nImportance: High\r\n',
  normal: '',
  low: 'X-Priority: 5 (Lowest)\r\nX-Msmail-Priority: Low\r\nImportance: Low\r\n',
};

/**
 * Composes a mail in one pass, the very bytes that nodemailer sends for the same message. Ask `canCompose` first.
 * Throws `MailParseError` when a text does not fit its charset or a word does not fit into a header line.
 */
export function compose(input: ComposeInput, boundary: string = newBoundary()): ComposedMail {
  const writer = new MailWriter(boundary);
  writer.writeRoot(mimeTree(input), messageFields(input));
  return writer.finish();
}

/** The fields of the message itself, in nodemailer's order. */
function messageFields(input: ComposeInput): string {
  const { headers = [], inReplyTo = '', references = [], subject = '' } = input;
  return [
    ...headers.map(({ name, value }) => textField(headerName(name), value)),
    addressField('From', input.from),
    addressField('Sender', input.sender),
    addressField('To', input.to),
    addressField('Cc', input.cc),
    addressField('Reply-To', input.replyTo),
    headerField('In-Reply-To', inReplyTo),
    headerField('References', references.join(' ')),
    textField('Subject', subject),
    headerField('Message-ID', input.messageId),
    headerField('Date', input.date.toUTCString().replace('GMT', '+0000')),
    PRIORITY_FIELDS[input.priority ?? 'normal'],
  ].join('');
}

function addressField(name: string, mailboxes: readonly ComposeMailbox[] = []): string {
  return headerField(name, addressList(mailboxes));
}

import { mimeFuncs } from '../../on-demand.cjs';
import { normalizeAddress } from './address-list.js';
import type { ComposeAttachment, ComposeHeader, ComposeInput, ComposeMailbox } from './compose-input.js';
import { isContentSource } from './content-source.js';

/** A field name of RFC 5322 section 3.6.8. */
const FIELD_NAME = /^[!-9;-~]+$/;
/** Fields that the composer writes itself, or that change how a part is read. */
const OWN_FIELD =
  /^(?:from|sender|to|cc|bcc|reply-to|in-reply-to|references|subject|message-id|date|mime-version|content-.*|otp-token)$/i;
const PRIORITY_FIELD = /^(?:x-priority|x-msmail-priority|importance)$/i;
/** A content type that is no tree of its own; comments and line breaks are not understood. */
const LEAF_TYPE = /^(?!multipart\/)[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:;[\x20-\x7e]*)?$/i;
const MESSAGE_ID = /^<[^\s<>\p{Cc}]+>$/u;
const CONTENT_ID = /^[^\s<>\p{Cc}]+$/u;

/**
 * `true` when `compose` writes this message exactly as nodemailer would; otherwise let nodemailer compose it. The type
 * of the input already leaves out what only nodemailer can do: streams, files and URLs, raw mails, calendar events,
 * AMP, watch HTML, further alternatives, plugins and DKIM.
 */
export function canCompose(input: ComposeInput): boolean {
  const { headers = [], priority = 'normal', attachments = [] } = input;
  return (
    [input.from, input.sender, input.replyTo, input.to, input.cc].every(areComposable) &&
    [input.messageId, input.inReplyTo, ...(input.references ?? [])].every(isMessageId) &&
    headers.every(isComposableHeader) &&
    (priority === 'normal' || !headers.some(isPriorityField)) &&
    attachments.every(isComposableAttachment)
  );
}

/** Quoted pairs in local parts, and domain literals, are left to nodemailer. */
function areComposable(mailboxes: readonly ComposeMailbox[] = []): boolean {
  return mailboxes.every(({ address }) => normalizeAddress(address) !== undefined);
}

function isMessageId(id: string | undefined): boolean {
  return id === undefined || MESSAGE_ID.test(id);
}

function isComposableHeader({ name }: ComposeHeader): boolean {
  return FIELD_NAME.test(name) && !OWN_FIELD.test(name);
}

function isPriorityField({ name }: ComposeHeader): boolean {
  return PRIORITY_FIELD.test(name);
}

function isComposableAttachment(attachment: ComposeAttachment): boolean {
  const { contentType, cid, headers = [] } = attachment;
  return (
    !isMailFromSource(attachment) &&
    (contentType === undefined || LEAF_TYPE.test(contentType)) &&
    (cid === undefined || CONTENT_ID.test(cid)) &&
    headers.every((header) => isComposableHeader(header) && !isPriorityField(header))
  );
}

/** A mail inside a mail is not encoded (RFC 2046 section 5.2.1), and what a source yields is. */
function isMailFromSource({ content, contentType, filename = '' }: ComposeAttachment): boolean {
  return isContentSource(content) && /^message\//i.test(contentType ?? mimeFuncs().detectMimeType(filename));
}

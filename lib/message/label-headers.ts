import { MailParseError } from '../errors/mail-parse.error.js';
import type { Header } from './header.js';
import { type Labels, NO_LABELS } from './labels.js';

/** The way of one provider: how it reads tags and metadata from a mail that comes by SMTP. */
type Dialect = (labels: Labels) => Header[];

/** For servers that know no labels: the fields that Symfony writes, so that a program behind the server finds them. */
const plain: Dialect = ({ tags, metadata }) => [
  ...tags.flatMap((tag) => field('X-Tag', tag)),
  ...Object.entries(metadata).flatMap(([name, value]) => field(`X-Metadata-${name}`, value)),
];

/** By the beginning of the preset's name, in small letters. */
const DIALECTS: readonly (readonly [preset: string, dialect: Dialect])[] = [
  [
    // https://docs.aws.amazon.com/ses/latest/dg/event-publishing-send-email.html
    'ses',
    ({ tags, metadata }) =>
      field(
        'X-SES-MESSAGE-TAGS',
        [
          ...tags.map((tag, index) => [index === 0 ? 'tag' : `tag-${index + 1}`, tag] as const),
          ...Object.entries(metadata),
        ]
          .map(([name, value]) => `${name}=${sesValue(value)}`)
          .join(', '),
      ),
  ],
  [
    // https://documentation.mailgun.com/docs/mailgun/user-manual/sending-messages/send-smtp
    'mailgun',
    ({ tags, metadata }) => [
      ...tags.flatMap((tag) => field('X-Mailgun-Tag', tag)),
      ...field('X-Mailgun-Variables', json(metadata)),
    ],
  ],
  [
    // https://www.twilio.com/docs/sendgrid/for-developers/sending-email/building-an-x-smtpapi-header
    'sendgrid',
    ({ tags, metadata }) => field('X-SMTPAPI', json({ category: tags, unique_args: metadata })),
  ],
  [
    // https://postmarkapp.com/developer/user-guide/send-email-with-smtp
    'postmark',
    ({ tags, metadata }) => [
      ...field('X-PM-Tag', single(tags, 'Postmark')),
      ...Object.entries(metadata).flatMap(([name, value]) => field(`X-PM-Metadata-${name}`, value)),
    ],
  ],
  [
    // https://mailchimp.com/developer/transactional/docs/smtp-integration/
    'mandrill',
    ({ tags, metadata }) => [
      ...field('X-MC-Tags', tags.join(',')),
      ...field('X-MC-Metadata', json(metadata)),
    ],
  ],
  [
    // https://dev.mailjet.com/smtp-relay/custom-headers/
    'mailjet',
    ({ tags, metadata }) => [
      ...field('X-Mailjet-Campaign', single(tags, 'Mailjet')),
      ...field('X-MJ-EventPayload', json(metadata)),
    ],
  ],
  [
    // https://developers.sparkpost.com/api/smtp/
    'sparkpost',
    ({ tags, metadata }) => field('X-MSYS-API', json({ tags, metadata })),
  ],
  [
    // https://developers.brevo.com/docs/send-a-transactional-email
    'sendinblue',
    ({ tags, metadata }) => [
      ...field('X-Mailin-Tag', single(tags, 'Brevo')),
      ...field('X-Mailin-custom', json(metadata)),
    ],
  ],
];

/** The header fields that tell a provider of the labels, by the name of its preset; those that every server passes on where it is not known. */
export function labelHeaders(labels: Labels, preset = ''): Header[] {
  if (labels === NO_LABELS) return [];
  const name = preset.toLowerCase();
  const dialect = DIALECTS.find(([begin]) => name === begin || name.startsWith(`${begin}-`))?.[1] ?? plain;
  return dialect(labels);
}

/** Spelled as the provider spells it; no field where there is nothing to say. */
function field(name: string, value: string): Header[] {
  return value === '' ? [] : [{ name, value, exact: true }];
}

/** ASCII with a blank behind each comma and colon, so that the field can be folded; nothing when there is nothing in it. */
function json(value: Readonly<Record<string, unknown>>): string {
  const filled = Object.entries(value).filter(
    ([, one]) => Object.keys(one ?? {}).length > 0 || typeof one === 'string',
  );
  if (filled.length === 0) return '';
  return JSON.stringify(Object.fromEntries(filled), undefined, 1)
    .replaceAll(/\n\s*/gu, ' ')
    .replaceAll(/[^\x20-\x7e]/gu, (char) =>
      Array.from(
        { length: char.length },
        (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`,
      ).join(''),
    );
}

function single([first = '', ...others]: readonly string[], provider: string): string {
  if (others.length === 0) return first;
  throw new MailParseError(
    'tags',
    `has several, and ${provider} takes one`,
    'Keep one, and write the others as metadata.',
  );
}

function sesValue(value: string): string {
  if (/^[\w.@-]{1,256}$/u.test(value)) return value;
  throw new MailParseError(
    'tags and metadata',
    `hold ${JSON.stringify(value.slice(0, 80))}, which Amazon SES does not take`,
    'Use letters, digits and _ - . @, at most 256.',
  );
}

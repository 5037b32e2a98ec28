import type { ConfigFault } from '../../index.js';
import { topicOf } from './ses/topic.js';
import type { MailgunWebhookOptions, MailWebhooksOptions } from './webhooks-options.js';

/** Every option, with what belongs to the module beside them. */
const KNOWN = {
  '': ['ses', 'mailgun', 'onEvent', 'maxBodySize', 'path', 'decorators', 'imports'],
  'ses.': ['topics', 'maxAge', 'fetch'],
  'mailgun.': ['signingKey', 'maxAge'],
} as const;

/** What cannot work about the options, whatever the types say: they may come from a file or from JavaScript. */
export function optionFaults(options: MailWebhooksOptions): ConfigFault[] {
  const { ses, mailgun, maxBodySize } = options;
  return [
    ...unknownFaults('', options),
    ...unknownFaults('ses.', ses),
    ...unknownFaults('mailgun.', mailgun),
    ...(ses === undefined && mailgun === undefined ? [NO_PROVIDER] : []),
    ...(ses === undefined ? [] : topicFaults(ses.topics)),
    ...(mailgun === undefined || isKeys(keysOf(mailgun)) ? [] : [NO_KEY]),
    ...positiveFaults({ 'ses.maxAge': ses?.maxAge, 'mailgun.maxAge': mailgun?.maxAge, maxBodySize }),
  ];
}

/** The keys that may have signed. */
export function keysOf({ signingKey }: MailgunWebhookOptions): readonly string[] {
  return typeof signingKey === 'string' ? [signingKey] : signingKey;
}

function unknownFaults(place: keyof typeof KNOWN, options: object = {}): ConfigFault[] {
  const known: readonly string[] = KNOWN[place];
  return Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      key: place + name,
      problem: 'is not an option',
      advice: `Write one of ${known.map((one) => place + one).join(', ')}.`,
    }));
}

/** What is read from the environment may be missing. An empty key is known to everybody. */
function isKeys(keys: readonly string[] | undefined): boolean {
  return Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'string' && key !== '');
}

function topicFaults(topics: readonly string[] | undefined): ConfigFault[] {
  if (!Array.isArray(topics) || topics.length === 0) {
    return [
      { key: 'ses.topics', problem: 'is empty', advice: `Name the SNS topics of SES. ${TOPIC_ADVICE}` },
    ];
  }
  return topics.flatMap((value, index) =>
    topicOf(String(value)) === undefined
      ? [
          {
            key: `ses.topics[${index}]`,
            problem: 'is not the ARN of an SNS topic that sends to HTTP endpoints',
            value: String(value),
            advice: TOPIC_ADVICE,
          },
        ]
      : [],
  );
}

function positiveFaults(values: Readonly<Record<string, number | undefined>>): ConfigFault[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined || value > 0
      ? []
      : [
          {
            key,
            problem: 'is not a positive number',
            value: String(value),
            advice: 'Leave it out for the default.',
          },
        ],
  );
}

const TOPIC_ADVICE = 'An ARN looks like arn:aws:sns:eu-west-1:123456789012:bounces.';

const NO_PROVIDER = {
  key: 'MailWebhooksModule',
  problem: 'has no provider to listen to',
  advice: 'Pass ses: { topics }, or mailgun: { signingKey }.',
};

const NO_KEY = {
  key: 'mailgun.signingKey',
  problem: 'is missing',
  advice: 'Copy the HTTP webhook signing key from the API security page of Mailgun.',
};

/** The test that keeps what a vector asks for, beside the parts that it is about. */
export interface Place {
  readonly spec: string;
  /** Words of its title. */
  readonly title: string;
}

const ADDRESSES = 'test/unit/delivery/attachments/addresses.spec.ts';
const OAUTH2 = 'test/e2e/semantics/oauth2.spec.ts';
const DIRECTORY = 'test/unit/template/template-directory.spec.ts';
const TEMPLATES = 'test/e2e/templates.spec.ts';
const REDACTION = 'test/e2e/redaction.spec.ts';
const BULLMQ = 'test/e2e/bullmq.spec.ts';

/** Vectors that need a Redis, a token server, an engine or a folder, and so are run where those are. */
export const ELSEWHERE: Readonly<Record<string, Place>> = {
  'HDR-23': {
    spec: 'test/unit/message/dkim/dkim-seal.spec.ts',
    title: 'both headers of one-click unsubscribe',
  },
  'ATT-18': { spec: ADDRESSES, title: 'comes packed, which may be a bomb' },
  'ATT-20': { spec: ADDRESSES, title: 'stop the mail when the file comes too slowly' },
  'ATT-47': {
    spec: 'test/e2e/message/queued-files.spec.ts',
    title: 'is given up, and never sent without its file',
  },
  'SEC-02': { spec: REDACTION, title: 'of the service, its mailers, their settings and the transporter' },
  // Nothing writes the dialogue into a log; errors and events are what is left.
  'SEC-03': { spec: REDACTION, title: 'a sign-in that is refused' },
  'SEC-05': { spec: OAUTH2, title: 'is broken' },
  'SEC-06': { spec: OAUTH2, title: 'invalid_grant' },
  'SEC-08': { spec: OAUTH2, title: 'because it says nothing is given up within the limit for connecting' },
  'SEC-11': { spec: 'test/unit/config/oauth2.spec.ts', title: 'token-url: "http://id.a.example/token"' },
  'SEC-12': { spec: OAUTH2, title: 'once for all connections' },
  'SEC-14': { spec: REDACTION, title: 'of mails that wait in the queue' },
  'CFG-34': { spec: BULLMQ, title: 'says within two seconds that Redis is away' },
  'TPL-01': { spec: DIRECTORY, title: 'no name leads out of the directory' },
  'TPL-02': { spec: DIRECTORY, title: 'no name leads out of the directory' },
  'TPL-04': { spec: DIRECTORY, title: 'escaped as the mail is' },
  'TPL-05': { spec: DIRECTORY, title: 'escapes quotes in attributes' },
  'TPL-07': { spec: DIRECTORY, title: 'never compiles what it shows' },
  'TPL-08': { spec: DIRECTORY, title: 'pollutes no prototype' },
  'TPL-10': { spec: TEMPLATES, title: 'is refused when there is no such template, or it needs more' },
  'TPL-11': { spec: TEMPLATES, title: 'is refused when there is no such template, or it needs more' },
  'TPL-13': { spec: DIRECTORY, title: 'bounds the rounds of loops in loops' },
  'TPL-14': { spec: TEMPLATES, title: 'is refused when there is no such template, or it needs more' },
  'QUE-02': { spec: BULLMQ, title: 'leaves jobs of a newer version to newer workers' },
  'QUE-03': { spec: BULLMQ, title: 'trusts no job that somebody else wrote' },
  'QUE-12': {
    spec: 'test/support/queue-port-contract.ts',
    title: 'also when the first was sent long ago',
  },
  'QUE-14': { spec: BULLMQ, title: 'whose event loop was blocked at most once more' },
  'QUE-15': { spec: BULLMQ, title: 'does not double a message whose first answer was lost' },
  'QUE-17': { spec: BULLMQ, title: 'warns of a Redis that keeps nothing' },
  'QUE-18': { spec: BULLMQ, title: 'tells what is wrong with a Redis that is full, or wants a password' },
  'QUE-20': { spec: BULLMQ, title: 'closes within its limit, and leaves to others what it was sending' },
};

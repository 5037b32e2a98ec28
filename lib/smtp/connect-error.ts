import { isDone, printable, toReply } from './reply.js';
import { hide } from './secrets.js';
import { SmtpConnectError, type SmtpConnectStage, toError } from './smtp-errors.js';

/** What nodemailer puts on its errors. */
interface NodemailerFailure extends Error {
  readonly code?: string;
  readonly originalCode?: string;
  readonly timeoutType?: string;
  readonly command?: string;
  readonly response?: string;
  readonly syscall?: string;
  readonly errors?: readonly Error[];
}

const STAGE_OF_CODE: Readonly<Record<string, SmtpConnectStage>> = {
  EDNS: 'dns',
  EPROXY: 'proxy',
  ETLS: 'starttls',
  EAUTH: 'auth',
};
const STAGE_OF_TIMEOUT: Readonly<Record<string, SmtpConnectStage>> = {
  CONNECT_TIMEOUT: 'connect',
  GREETING_TIMEOUT: 'greeting',
  UPGRADE_TIMEOUT: 'starttls',
};
const TLS_FAILURE = /^ERR_(SSL|TLS)|CERT|SIGNATURE|CRL|^EPROTO$|HOSTNAME_MISMATCH/;

/** Before the greeting, between greeting and EHLO, or behind EHLO, by the server's last word. */
function stageOfProgress({ isConnected, lastReply }: ConnectSituation): SmtpConnectStage {
  if (lastReply === false) return isConnected ? 'greeting' : 'connect';
  if (lastReply.startsWith('220')) return 'ehlo';
  return isDone(Number(lastReply.slice(0, 3))) ? 'starttls' : 'greeting';
}

function stageOf(failure: NodemailerFailure, progress: SmtpConnectStage): SmtpConnectStage {
  if (TLS_FAILURE.test(failure.originalCode ?? '')) return 'tls';
  if (failure.syscall === 'connect') return 'connect';
  const byTimeout = STAGE_OF_TIMEOUT[failure.timeoutType ?? ''];
  if (byTimeout !== undefined) return byTimeout;
  if (failure.command === 'EHLO' || failure.command === 'HELO') return 'ehlo';
  return STAGE_OF_CODE[failure.code ?? ''] ?? progress;
}

/** Several addresses that all refused make one error without a text of its own. */
function textOf(failure: NodemailerFailure): string {
  const texts = [failure.message, ...(failure.errors ?? []).map((error) => error.message)];
  return texts.find((text) => text.trim() !== '')?.trim() ?? failure.code ?? 'no reason given';
}

/** What is known about the connection when it failed. */
export interface ConnectSituation {
  readonly isConnected: boolean;
  readonly lastReply: string | false;
  /** Set once EHLO is done. */
  readonly stage?: SmtpConnectStage | undefined;
  readonly secrets?: readonly string[];
}

/** Any failure of the set-up as one kind of error, with secrets that a server quoted taken out. */
export function toConnectError(error: unknown, situation: ConnectSituation): SmtpConnectError {
  if (error instanceof SmtpConnectError) return error;
  const failure: NodemailerFailure = toError(error);
  const secrets = situation.secrets ?? [];
  const response = /^([2-5]\d\d)[ -]?(.*)$/s.exec(hide(failure.response ?? '', secrets));
  return new SmtpConnectError(printable(hide(textOf(failure), secrets)), {
    stage: stageOf(failure, situation.stage ?? stageOfProgress(situation)),
    code: failure.code ?? 'ECONNECTION',
    originalCode: failure.originalCode,
    reply:
      response === null ? undefined : toReply(Number(response[1]), (response[2] ?? '').replaceAll('\n', ' ')),
  });
}

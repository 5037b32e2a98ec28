import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { isMailError, type Outcome, type SmtpReply } from '../../index.js';

/** What errors of the wire, and of Node below it, may have. */
interface WireFailure {
  readonly name?: string;
  readonly outcome?: Outcome;
  readonly reply?: SmtpReply;
  /** What Node said. */
  readonly originalCode?: string;
  readonly code?: string;
  readonly cause?: unknown;
}

/**
 * What kind of error it is, in few words: the cause that docs/troubleshooting.md explains; on the wire the reply code, or the
 * code that Node gave.
 */
export function errorType(error: unknown): string {
  if (isMailError(error)) return error.diagnosis?.cause ?? error.code;
  const { reply, originalCode, code, cause, name = '_OTHER' } = wireFailure(error);
  if (reply !== undefined) return String(reply.code);
  return originalCode ?? code ?? (cause instanceof Error ? errorType(cause) : name);
}

/** What the server said, and what that means for the mail. */
export function wireFailureAttributes(error: unknown): Attributes {
  const { outcome, reply } = wireFailure(error);
  return {
    ...(outcome !== undefined && { 'messaging.email.outcome': outcome }),
    ...(reply !== undefined && { 'messaging.email.reply.code': reply.code }),
  };
}

/** Marks a span as failed. The text of the error, which may quote addresses, goes along where it may. */
export function markFailed(span: Span, error: unknown, { addresses }: { readonly addresses: boolean }): void {
  span.setAttribute('error.type', errorType(error));
  if (!addresses) return void span.setStatus({ code: SpanStatusCode.ERROR });
  const failure = error instanceof Error ? error : new Error(String(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
  span.recordException(failure);
}

function wireFailure(error: unknown): WireFailure {
  return error instanceof Error ? error : {};
}

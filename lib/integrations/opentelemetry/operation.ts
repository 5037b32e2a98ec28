import { type Context, context, createContextKey, type Span } from '@opentelemetry/api';

/** What a mailer is doing, for what happens further down. */
export interface Operation {
  /** Whose mails these are: two applications in one process may trace different ones. */
  readonly owner: object;
  readonly span: Span;
  readonly isBatch: boolean;
}

const KEY = createContextKey('nestjs-spring-mail');

/** The context of work that belongs to an operation. */
export function withOperation(parent: Context, operation: Operation): Context {
  return parent.setValue(KEY, operation);
}

/** What this owner is doing in the active context. */
export function operationOf(owner: object): Operation | undefined {
  const value = context.active().getValue(KEY);
  return isOperation(value) && value.owner === owner ? value : undefined;
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'owner' in value && 'span' in value;
}

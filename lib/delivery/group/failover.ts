import { PROBE_AFTER } from '../../config/mailer-group.js';
import { asTransport, type GivenTransport } from '../../transport/given-transport.js';
import type { MailTransport } from '../../transport/mail-transport.js';
import { byTurns, inOrder } from './order.js';
import { TransportGroup } from './transport-group.js';

/** How a group of transports works. */
export interface GroupOptions {
  /** Milliseconds after which a transport that failed is probed, to go back to it. Default 30 000. */
  readonly probeAfter?: number;
}

/**
 * The first transport sends; when it fails by itself the next does, until the first works again. A mail that was refused,
 * or that may have been delivered, goes to no other. Closing the group closes its transports.
 * @example forRoot({ transport: failover([createTransport(relay), createTransport({ SES })]) })
 */
export function failover(
  transports: readonly GivenTransport[],
  { probeAfter = PROBE_AFTER }: GroupOptions = {},
): MailTransport {
  const members = transports.map((transport) => ({ transport: asTransport(transport), weight: 1 }));
  return new TransportGroup(members, { order: inOrder(), probeAfter });
}

/**
 * The transports send by turns, each as often as its weight says; what one cannot send goes to the next, as in `failover`.
 * @example roundRobin([{ transport: createTransport(first), weight: 2 }, { transport: createTransport(second) }])
 */
export function roundRobin(
  transports: readonly { readonly transport: GivenTransport; readonly weight?: number }[],
  { probeAfter = PROBE_AFTER }: GroupOptions = {},
): MailTransport {
  const members = transports.map(({ transport, weight = 1 }) => ({
    transport: asTransport(transport),
    weight,
  }));
  return new TransportGroup(members, { order: byTurns(), probeAfter });
}

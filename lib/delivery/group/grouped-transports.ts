import type { MailerConfig } from '../../config/mailer-config.js';
import { keptOpen } from '../../transport/given-transport.js';
import type { MailTransport } from '../../transport/mail-transport.js';
import { SmtpTransport } from '../../transport/smtp.transport.js';
import { byTurns, inOrder } from './order.js';
import { TransportGroup } from './transport-group.js';

/**
 * The transport of each mailer: its own connections, or a group of them with those of others.
 * @param lend makes of a transport what the group of another mailer gets; by default it stays its mailer's to close
 */
export function groupedTransports(
  mailers: ReadonlyMap<string, MailerConfig>,
  lend = keptOpen,
): ReadonlyMap<MailerConfig, MailTransport> {
  const own = new Map(Array.from(mailers.values(), (server) => [server, new SmtpTransport(server)]));
  const lent = new Map(Array.from(own, ([server, transport]) => [server, lend(transport)]));
  return new Map(
    Array.from(own, ([server, transport]) => [server, grouped(server, transport, mailers, lent)]),
  );
}

function grouped(
  server: MailerConfig,
  transport: MailTransport,
  mailers: ReadonlyMap<string, MailerConfig>,
  transports: ReadonlyMap<MailerConfig, MailTransport>,
): MailTransport {
  const { group } = server;
  if (group === undefined) return transport;
  const others = group.others
    .map((name) => mailers.get(name))
    .filter((other) => other !== undefined)
    .map((other) => ({ other, moved: transports.get(other) }))
    .flatMap(({ other, moved }) =>
      moved === undefined ? [] : [{ server: other, weight: other.weight, transport: moved }],
    );
  return new TransportGroup([{ server, weight: server.weight, transport }, ...others], {
    order: group.strategy === 'failover' ? inOrder() : byTurns(),
    probeAfter: group.probeAfter,
  });
}

import type { Attributes } from '@opentelemetry/api';
import type { Mail, ServerAddress } from '../../index.js';

/** Where a mail server is. */
export function serverAttributes(server: ServerAddress | undefined): Attributes {
  return server === undefined ? {} : { 'server.address': server.host, 'server.port': server.port };
}

/** To how many a mail goes; whose addresses these are where that may be said. */
export function envelopeAttributes({ from, to }: Mail['envelope'], addresses: boolean): Attributes {
  return {
    'messaging.email.recipient.count': to.length,
    ...(addresses && { 'messaging.email.sender': from, 'messaging.email.recipients': [...to] }),
  };
}

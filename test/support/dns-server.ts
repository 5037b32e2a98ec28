import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, decode, encode, type Packet } from 'dns-packet';

/** What a name holds, by record type. */
export interface ZoneEntry {
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  /** With their preference before them: `10 mail.example.test`. */
  readonly MX?: readonly string[];
  readonly PTR?: readonly string[];
  readonly TXT?: readonly string[];
}

/** Entries by name; addresses of PTR as `10.2.0.192.in-addr.arpa`. */
export type Zone = Readonly<Record<string, ZoneEntry>>;

/** A DNS server on the loopback address. */
export interface DnsServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** What it says from now on. */
  serve(zone: Zone): void;
  close(): Promise<void>;
}

const NXDOMAIN = 3;
const AUTHORITATIVE = 1 << 10;

/** Starts a server that answers from a zone; names that are not in it, or above one that is, do not exist. */
export async function dnsServer(first: Zone = {}): Promise<DnsServer> {
  let zone = first;
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) =>
    socket.send(encode(replyTo(decode(message), zone)), port, address),
  );
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    serve: (next) => {
      zone = next;
    },
    close: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function replyTo({ id, questions = [] }: Packet, zone: Zone): Packet {
  const [{ name, type } = { name: '', type: 'A' }] = questions;
  const wanted = name.toLowerCase();
  const isThere = Object.keys(zone).some((known) => known === wanted || known.endsWith(`.${wanted}`));
  return {
    type: 'response',
    id: id ?? 0,
    flags: AUTHORITATIVE | (isThere ? 0 : NXDOMAIN),
    questions,
    answers: answersOf(name, type, zone[wanted] ?? {}),
  };
}

function answersOf(name: string, type: string, entry: ZoneEntry): Answer[] {
  const values = Object.entries(entry).find(([known]) => known === type)?.[1] ?? [];
  return values.map((value: string): Answer => {
    const ttl = 1;
    switch (type) {
      case 'TXT':
        // A string of a TXT record holds at most 255 bytes.
        return { type, name, ttl, data: value.match(/.{1,255}/gu) ?? [''] };
      case 'MX': {
        const [preference = '', exchange = ''] = value.split(' ');
        return { type, name, ttl, data: { preference: Number(preference), exchange } };
      }
      case 'PTR':
        return { type, name, ttl, data: value };
      default:
        return { type: type === 'AAAA' ? 'AAAA' : 'A', name, ttl, data: value };
    }
  });
}

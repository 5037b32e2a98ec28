import type { Zone } from './dns-server.js';

/** Everything that receivers ask of `example.test`, which sends through any of the providers of the tests. */
export const GOOD_ZONE: Zone = {
  'example.test': {
    TXT: [
      'some-verification=1',
      'v=spf1 include:_spf.google.com include:spf.protection.outlook.com include:icloud.com -all',
    ],
    MX: ['10 mail.example.test', '20 backup.example.test'],
  },
  '_dmarc.example.test': { TXT: ['v=DMARC1; p=reject; rua=mailto:dmarc@example.test'] },
  'mail.example.test': { A: ['192.0.2.10'] },
  'backup.example.test': { A: ['192.0.2.11'], AAAA: ['2001:db8::11'] },
  '10.2.0.192.in-addr.arpa': { PTR: ['mail.example.test'] },
  '11.2.0.192.in-addr.arpa': { PTR: ['backup.example.test'] },
  '1.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa': {
    PTR: ['backup.example.test'],
  },
  '_spf.google.com': { TXT: ['v=spf1 ip4:198.51.100.0/24 ~all'] },
  'spf.protection.outlook.com': { TXT: ['v=spf1 ip6:2001:db8:1::/48 -all'] },
  'icloud.com': { TXT: ['v=spf1 a:mail.example.test/32//128 -all'] },
};

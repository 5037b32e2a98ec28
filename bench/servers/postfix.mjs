import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const queues = [
  'active',
  'bounce',
  'corrupt',
  'defer',
  'deferred',
  'flush',
  'hold',
  'incoming',
  'private',
  'saved',
  'trace',
];

/** Milliseconds that Postfix has to throw away what a program left in its queue: 20,000 mails take it about three seconds. */
const SETTLE_TIMEOUT = 60_000;

/**
 * A Postfix of our own that queues every mail and then throws it away. Its `command` ends, and its folder goes, when
 * its input closes; `settled` is there when its queue is empty, so that no program pays for the mails of another.
 */
export function furnishPostfix(host, port, withheld) {
  const folder = mkdtempSync(join(memoryFolder(), 'bench-postfix-'));
  // The daemons run as user postfix and have to get in.
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'etc'));
  const install = (...words) => execFileSync('install', ['-d', ...words]);
  install(join(folder, 'spool/pid'));
  install(
    '-o',
    'postfix',
    '-m',
    '700',
    join(folder, 'lib'),
    ...queues.map((name) => join(folder, 'spool', name)),
  );
  install('-o', 'postfix', '-g', 'postdrop', '-m', '730', join(folder, 'spool/maildrop'));
  install('-o', 'postfix', '-g', 'postdrop', '-m', '2710', join(folder, 'spool/public'));
  const daemons = installed('daemon_directory');
  writeFileSync(join(folder, 'etc/main.cf'), mainCf(folder, host, withheld));
  writeFileSync(join(folder, 'etc/master.cf'), masterCf(port));
  // Postfix waits until its settings are two seconds old, lest it read half a file.
  utimesSync(join(folder, 'etc/main.cf'), 0, 0);
  const keeper = `
    trap 'kill -s KILL -- "-$master" "$master" 2>/dev/null; wait; rm -rf "$2"' EXIT
    trap exit TERM
    setsid "$1/master" -c "$2/etc" -d 2>/dev/null &
    master=$!
    read -r stop`;
  return {
    command: ['sh', '-c', keeper, 'keeper', daemons, folder],
    settled: () => emptied(join(folder, 'spool')),
  };
}

async function emptied(spool) {
  const until = performance.now() + SETTLE_TIMEOUT;
  while (['maildrop', 'incoming', 'active'].some((queue) => readdirSync(join(spool, queue)).length > 0)) {
    if (performance.now() > until) throw new Error(`Mails are still in the queue of Postfix in ${spool}.`);
    await pause(100);
  }
}

/** The disk would be what is measured: Postfix waits for it twice for each mail. */
function memoryFolder() {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

function installed(name) {
  return execFileSync('postconf', ['-d', '-h', name], { encoding: 'utf8' }).trim();
}

function mainCf(folder, host, withheld) {
  return Object.entries({
    compatibility_level: '3.6',
    daemon_directory: installed('daemon_directory'),
    shlib_directory: installed('shlib_directory'),
    meta_directory: installed('meta_directory'),
    queue_directory: `${folder}/spool`,
    data_directory: `${folder}/lib`,
    maillog_file: `${folder}/mail.log`,
    maillog_file_prefixes: folder,
    myhostname: 'mail.example.test',
    inet_interfaces: host,
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8, 192.0.2.0/24',
    mydestination: '',
    default_transport: 'discard:',
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    // It would notice a client that writes ahead where it must not.
    smtpd_data_restrictions: 'reject_unauth_pipelining',
    smtpd_discard_ehlo_keywords: withheld.join(','),
    smtpd_peername_lookup: 'no',
    smtpd_client_connection_count_limit: '0',
    in_flow_delay: '0',
    message_size_limit: '26214400',
  })
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

function masterCf(port) {
  return `
${port}  inet n - n - - smtpd
cleanup  unix       n - n - 0 cleanup
qmgr     unix       n - n 300 1 qmgr
tlsmgr   unix       - - n 1000? 1 tlsmgr
rewrite  unix       - - n - - trivial-rewrite
bounce   unix       - - n - 0 bounce
defer    unix       - - n - 0 bounce
trace    unix       - - n - 0 bounce
proxymap unix       - - n - - proxymap
discard  unix       - - n - - discard
error    unix       - - n - - error
anvil    unix       - - n - 1 anvil
postlog  unix-dgram n - n - 1 postlogd
`;
}

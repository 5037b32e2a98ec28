import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/**
 * The command of a Postfix of our own that queues every mail and then throws it away. It ends, and its folder
 * goes, when its input closes.
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
  return ['sh', '-c', keeper, 'keeper', daemons, folder];
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

import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Certificates } from './certificates.js';
import { locate } from './programs.mjs';

const run = promisify(execFile);

/** The one account that the servers with sign-in know. */
export const account = { username: 'user', password: 's3cret' } as const;

/** How a test's Postfix differs from the usual one. */
export interface PostfixOptions {
  /** Offer PIPELINING; default true. */
  readonly pipelining?: boolean;
  /** Offer CHUNKING (BDAT); default true. */
  readonly chunking?: boolean;
  /** More lines for main.cf, such as `{ message_size_limit: '1000' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The ports to listen on: without TLS, with STARTTLS, with TLS from the first byte. */
export interface PostfixPorts {
  readonly plain: number;
  readonly starttls: number;
  readonly tls: number;
}

const owner = 5000;

/** Fills an empty folder with all that Postfix needs to run in it; /etc/postfix is read, never written. */
export async function furnish(
  folder: string,
  ports: PostfixPorts,
  { ca, good }: Certificates,
  options: PostfixOptions,
): Promise<void> {
  // The daemons run as user postfix and have to get in.
  await chmod(folder, 0o755);
  await Promise.all(
    ['etc/sasl', 'mail', 'log'].map((name) => mkdir(join(folder, name), { recursive: true })),
  );
  await makeQueue(folder);
  await chown(join(folder, 'mail'), owner, owner);
  await Promise.all([
    writeFile(join(folder, 'ca.pem'), ca.cert),
    writeFile(join(folder, 'server.pem'), good.cert),
    writeFile(join(folder, 'server.key'), good.key, { mode: 0o600 }),
    writeFile(join(folder, 'etc/recipients'), recipients),
    writeFile(join(folder, 'etc/main.cf'), mainCf(folder, await whereInstalled(), options)),
    writeFile(join(folder, 'etc/master.cf'), masterCf(ports)),
  ]);
  // Postfix waits until its settings are two seconds old, lest it read half a file.
  await utimes(join(folder, 'etc/main.cf'), 0, 0);
  await addAccount(folder);
}

/** The folder of the daemons, `master` among them. */
export async function daemonFolder(): Promise<string> {
  return (await whereInstalled()).daemon_directory;
}

async function whereInstalled(): Promise<
  Record<'daemon_directory' | 'shlib_directory' | 'meta_directory', string>
> {
  const names = ['daemon_directory', 'shlib_directory', 'meta_directory'] as const;
  const { stdout } = await run(locate('postconf') ?? 'postconf', ['-d', '-h', ...names]);
  const [daemon_directory = '', shlib_directory = '', meta_directory = ''] = stdout.trim().split('\n');
  return { daemon_directory, shlib_directory, meta_directory };
}

/** What `postfix start` would make in a second, in a few milliseconds. */
async function makeQueue(folder: string): Promise<void> {
  const queues = 'active bounce corrupt defer deferred flush hold incoming private saved trace';
  const own = queues.split(' ').map((name) => join(folder, 'spool', name));
  await run('install', ['-d', join(folder, 'spool/pid')]);
  await run('install', ['-d', '-o', 'postfix', '-m', '700', join(folder, 'lib'), ...own]);
  await run('install', [
    '-d',
    '-o',
    'postfix',
    '-g',
    'postdrop',
    '-m',
    '730',
    join(folder, 'spool/maildrop'),
  ]);
  await run('install', ['-d', '-o', 'postfix', '-g', 'postdrop', '-m', '2710', join(folder, 'spool/public')]);
}

async function addAccount(folder: string): Promise<void> {
  const database = join(folder, 'etc/sasl/sasldb2');
  const rules = [
    'pwcheck_method: auxprop',
    'auxprop_plugin: sasldb',
    `sasldb_path: ${database}`,
    'mech_list: PLAIN LOGIN CRAM-MD5',
  ];
  await writeFile(join(folder, 'etc/sasl/smtpd.conf'), `${rules.join('\n')}\n`);
  const who = ['-u', 'mail.example.test', account.username];
  const adding = run(locate('saslpasswd2') ?? 'saslpasswd2', ['-p', '-c', '-f', database, ...who]);
  adding.child.stdin?.end(account.password);
  await adding;
  await run('chown', ['postfix', database]);
}

const recipients = `
/^defer@/   451 4.3.2 try again later
/^full@/    452 4.2.2 mailbox full
/^reject@/  550 5.1.1 no such user
`;

function mainCf(
  folder: string,
  installed: Readonly<Record<string, string>>,
  { pipelining = true, chunking = true, settings = {} }: PostfixOptions,
): string {
  const withheld = [...(pipelining ? [] : ['pipelining']), ...(chunking ? [] : ['chunking'])];
  return lines({
    compatibility_level: '3.6',
    ...installed,
    queue_directory: `${folder}/spool`,
    data_directory: `${folder}/lib`,
    maillog_file: `${folder}/log/mail.log`,
    maillog_file_prefixes: folder,
    myhostname: 'mail.example.test',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    // One domain, one Maildir; no mail leaves the machine.
    mydestination: '',
    local_recipient_maps: '',
    alias_maps: '',
    default_transport: 'error:5.7.1 no mail leaves this machine',
    relay_transport: 'error:5.7.1 no mail leaves this machine',
    virtual_mailbox_domains: 'example.test',
    virtual_mailbox_base: `${folder}/mail`,
    virtual_mailbox_maps: 'static:inbox/',
    virtual_uid_maps: `static:${owner}`,
    virtual_gid_maps: `static:${owner}`,
    smtpd_tls_cert_file: `${folder}/server.pem`,
    smtpd_tls_key_file: `${folder}/server.key`,
    smtpd_sasl_path: 'smtpd',
    // Debian looks for sasl/smtpd.conf beside main.cf whatever this says; others follow it.
    cyrus_sasl_config_path: `${folder}/etc/sasl`,
    smtpd_sasl_local_domain: 'mail.example.test',
    smtpd_discard_ehlo_keywords: withheld.join(','),
    smtpd_recipient_restrictions: [
      `check_recipient_access regexp:${folder}/etc/recipients`,
      'permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination',
    ].join(', '),
    // A test makes mistakes on purpose, and many connections: no penalties.
    smtpd_error_sleep_time: '0',
    smtpd_client_connection_count_limit: '0',
    in_flow_delay: '0',
    message_size_limit: '26214400',
    append_dot_mydomain: 'no',
    ...settings,
  });
}

function lines(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

function masterCf({ plain, starttls, tls }: PostfixPorts): string {
  const signedIn =
    '-o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject' +
    ' -o smtpd_relay_restrictions=permit_sasl_authenticated,reject';
  return `
${plain}    inet n - n - - smtpd
${starttls} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_tls_auth_only=yes ${signedIn}
${tls}      inet n - n - - smtpd -o smtpd_tls_wrappermode=yes ${signedIn}
cleanup  unix       n - n - 0 cleanup
qmgr     unix       n - n 300 1 qmgr
tlsmgr   unix       - - n 1000? 1 tlsmgr
rewrite  unix       - - n - - trivial-rewrite
bounce   unix       - - n - 0 bounce
defer    unix       - - n - 0 bounce
trace    unix       - - n - 0 bounce
verify   unix       - - n - 1 verify
proxymap unix       - - n - - proxymap
error    unix       - - n - - error
retry    unix       - - n - - error
virtual  unix       - n n - - virtual
anvil    unix       - - n - 1 anvil
postlog  unix-dgram n - n - 1 postlogd
`;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-port.js';
import { listening } from './listening.js';
import { locate } from './programs.mjs';

/** What a test's Exim offers. */
export interface EximOptions {
  /** Offer PIPELINING, and refuse commands that are sent too early. */
  readonly pipelining: boolean;
  /** Offer CHUNKING (BDAT). */
  readonly chunking: boolean;
}

/** A real Exim of the test's own, on the loopback address. */
export interface Exim {
  readonly port: number;
  /** The server's log so far: a line with `<=` for each mail that it took. */
  log(): string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

const owner = 9999;

/**
 * Starts Exim in a folder of its own. It takes mail for anybody and keeps it; `defer@` gets 451, `reject@` 550.
 * Suites that call it belong in `describeWith(['exim4'], …)`.
 */
export async function startExim(options: EximOptions): Promise<Exim> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-exim-'));
  const [port = 0] = await freePorts(1);
  await chmod(folder, 0o755);
  await chown(folder, owner, owner);
  await Promise.all([
    writeFile(join(folder, 'exim.conf'), configuration(folder, port, options)),
    writeFile(
      join(folder, 'passwd'),
      `root:x:0:0::/:/bin/sh\nDebian-exim:x:${owner}:${owner}::/:/bin/false\n`,
    ),
    writeFile(join(folder, 'group'), `root:x:0:\nmail:x:8:\nDebian-exim:x:${owner}:\n`),
  ]);
  // In the foreground: the process that is started is the one that `stop` ends.
  const exim = spawn(locate('exim4') ?? 'exim4', ['-C', join(folder, 'exim.conf'), '-bdf'], {
    stdio: 'ignore',
    env: {
      // Debian's Exim asks for its user by name, and only an installation makes that user.
      LD_PRELOAD: 'libnss_wrapper.so',
      NSS_WRAPPER_PASSWD: join(folder, 'passwd'),
      NSS_WRAPPER_GROUP: join(folder, 'group'),
    },
  });
  const log = (): string => logOf(folder);
  const stop = async (): Promise<void> => {
    if (exim.exitCode === null && exim.signalCode === null) {
      exim.kill();
      await once(exim, 'exit');
    }
    // Processes of its own that are still delivering write into it for a moment.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  try {
    await listening(port);
  } catch (cause) {
    const said = log();
    await stop();
    throw new Error(`Exim did not start: ${said}`, { cause });
  }
  return { port, log, stop };
}

function configuration(folder: string, port: number, { pipelining, chunking }: EximOptions): string {
  return `
primary_hostname = mail.example.test
spool_directory = ${folder}/spool
log_file_path = ${folder}/%slog
pid_file_path = ${folder}/pid
log_selector = +received_recipients
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
acl_smtp_rcpt = recipient
host_lookup =
rfc1413_hosts =
keep_environment =
tls_advertise_hosts =
pipelining_advertise_hosts = ${pipelining ? '*' : ''}
chunking_advertise_hosts = ${chunking ? '*' : ''}
queue_only = true
never_users =

begin acl
recipient:
  deny  local_parts = reject
        message = 5.1.1 no such user
  defer local_parts = defer
        message = 4.3.2 try again later
  accept

begin routers
nowhere:
  driver = redirect
  data = :fail: no mail leaves this machine
`;
}

function logOf(folder: string): string {
  return ['mainlog', 'rejectlog', 'paniclog']
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
}

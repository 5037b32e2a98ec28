import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { certificates } from './certificates.js';
import { freePorts } from './free-port.js';
import { listening } from './listening.js';
import { type PostfixOptions, daemonFolder, furnish } from './postfix-config.js';

/** A mail as Postfix put it into the Maildir: line ends are LF, trace headers come first. */
export interface DeliveredMail {
  /** The recipient this copy is for. */
  readonly to: string;
  readonly content: Buffer;
  /** The unfolded value of the first header of that name. */
  header(name: string): string | undefined;
}

/** A real Postfix of the test's own, on the loopback address. */
export interface Postfix {
  /** No TLS, no sign-in. */
  readonly plainPort: number;
  /** Mail only after STARTTLS and signing in. */
  readonly starttlsPort: number;
  /** TLS from the first byte; mail only after signing in. */
  readonly tlsPort: number;
  /** File with the certificate authority to trust. */
  readonly ca: string;
  /** What that file holds. */
  readonly caPem: string;
  /** What was delivered so far, oldest first. */
  mails(): Promise<DeliveredMail[]>;
  /** The first delivered mail that the filter takes, or an error with the server's log after `timeout` ms (default 5000). */
  waitForMail(filter: (mail: DeliveredMail) => boolean, timeout?: number): Promise<DeliveredMail>;
  /** The server's log so far. */
  log(): string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts Postfix in a folder of its own on three free ports. It takes mail for `example.test`; `defer@` gets 451,
 * `full@` 452, `reject@` 550. Suites that call it belong in `describeWith(['postfix'], …)`.
 */
export async function startPostfix(options: PostfixOptions = {}): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-postfix-'));
  const [plain = 0, starttls = 0, tls = 0] = await freePorts(3);
  const made = await certificates();
  const keeper = keep(folder, await daemonFolder());
  try {
    await furnish(folder, { plain, starttls, tls }, made, options);
    keeper.stdin?.write('start\n');
    await Promise.all([plain, starttls, tls].map((port) => listening(port)));
  } catch (cause) {
    const log = logOf(folder);
    await release(keeper);
    throw new Error(`Postfix did not start: ${log}`, { cause });
  }
  return {
    plainPort: plain,
    starttlsPort: starttls,
    tlsPort: tls,
    ca: join(folder, 'ca.pem'),
    caPem: made.ca.cert,
    mails: () => readMaildir(folder),
    waitForMail: (filter, timeout = 5000) => waitForMail(folder, filter, timeout),
    log: () => logOf(folder),
    stop: () => release(keeper),
  };
}

// Lives as long as its input is open. The input closes when the test process ends, however it ends: nothing is left behind.
const keeperScript = `
trap 'kill -s KILL -- "-$master" "$master" 2>/dev/null; wait; rm -rf "$2"' EXIT
read -r start || exit
setsid "$1/master" -c "$2/etc" -d 2>"$2/log/stderr" &
master=$!
read -r stop
`;

function keep(folder: string, daemons: string): ChildProcess {
  const shell = spawn('sh', ['-c', keeperScript, 'keeper', daemons, folder], {
    // A session of its own: the Ctrl-C that ends jest must not end the keeper before it has tidied up.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  return shell;
}

async function release(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return;
  const gone = once(shell, 'exit');
  shell.ref();
  shell.stdin?.end();
  await gone;
}

function logOf(folder: string): string {
  const files = ['log/stderr', 'log/mail.log'].map((name) => join(folder, name));
  return files
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
}

async function waitForMail(
  folder: string,
  filter: (mail: DeliveredMail) => boolean,
  timeout: number,
): Promise<DeliveredMail> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const mail = (await readMaildir(folder)).find(filter);
    if (mail !== undefined) return mail;
    if (Date.now() > deadline) throw new Error(`No such mail after ${timeout} ms. ${logOf(folder)}`);
    await pause(20);
  }
}

async function readMaildir(folder: string): Promise<DeliveredMail[]> {
  const inbox = join(folder, 'mail/inbox/new');
  if (!existsSync(inbox)) return [];
  const files = (await readdir(inbox)).map((name) => join(inbox, name));
  const dated = await Promise.all(
    files.map(async (file) => ({ file, arrived: (await stat(file, { bigint: true })).mtimeNs })),
  );
  dated.sort((a, b) => Number(a.arrived - b.arrived));
  return Promise.all(dated.map(async ({ file }) => delivered(await readFile(file))));
}

function delivered(content: Buffer): DeliveredMail {
  const text = content.toString('latin1');
  const head = text
    .slice(0, text.indexOf('\n\n'))
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n');
  const header = (name: string): string | undefined => {
    const line = head.find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return line?.slice(name.length + 1).trim();
  };
  return { to: header('X-Original-To') ?? '', content, header };
}

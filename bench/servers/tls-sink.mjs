// smtp-sink, which knows no TLS, behind a server that does: node tls-sink.mjs HOST PORT, until it is told to end.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';

const [host, port] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'bench-tls-sink-'));
const [key, cert, path] = ['key.pem', 'cert.pem', 'smtp'].map((name) => join(folder, name));
const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-subj', '/CN=bench'];
execFileSync('openssl', ['req', '-x509', ...made], { stdio: ['ignore', 'ignore', 'pipe'] });
const sink = spawn('smtp-sink', ['-u', 'nobody', '-m', '2000', `unix:${path}`, '2048'], { stdio: 'ignore' });

process.once('exit', () => {
  sink.kill();
  rmSync(folder, { recursive: true });
});
process.once('SIGTERM', () => process.exit());
createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (client) => {
  const mails = connect(path);
  // Whoever hangs up without a word is done; the bench notices what is missing.
  for (const end of [client, mails]) end.on('error', () => [client, mails].forEach((one) => one.destroy()));
  client.pipe(mails).pipe(client);
}).listen(Number(port), host);

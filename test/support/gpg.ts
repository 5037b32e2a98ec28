import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key ring of its own, with GnuPG to use it. */
export class Gpg {
  readonly #folder = mkdtempSync(join(tmpdir(), 'gpg-'));

  /** Makes a key and gives it as text; the private one is encrypted when there is a passphrase. */
  makeKey(address: string, passphrase = ''): { publicKey: string; privateKey: string } {
    const unlock = ['--pinentry-mode', 'loopback', '--passphrase', passphrase];
    this.run([...unlock, '--quick-gen-key', address, 'future-default', 'default', '30d']);
    return {
      publicKey: this.run(['--armor', '--export', address]).output,
      privateKey: this.run([...unlock, '--armor', '--export-secret-keys', address]).output,
    };
  }

  /** Whether a detached signature of the bytes is good, and whose it is. */
  verify(bytes: string, signature: string): { ok: boolean; errors: string } {
    const [data, detached] = [join(this.#folder, 'data'), join(this.#folder, 'data.asc')];
    writeFileSync(data, bytes, 'latin1');
    writeFileSync(detached, signature);
    return this.run(['--verbose', '--verify', detached, data], '', true);
  }

  /** What stands in an encrypted message, and what is said about its signature. */
  decrypt(message: string): { ok: boolean; output: string; errors: string } {
    return this.run(['--decrypt'], message, true);
  }

  close(): void {
    spawnSync('gpgconf', ['--homedir', this.#folder, '--kill', 'all']);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  run(args: readonly string[], input = '', mayFail = false): { ok: boolean; output: string; errors: string } {
    const options = ['--homedir', this.#folder, '--batch', '--yes', '--trust-model', 'always'];
    const { status, stdout, stderr } = spawnSync('gpg', [...options, ...args], { input, encoding: 'latin1' });
    if (status !== 0 && !mayFail) throw new Error(stderr);
    return { ok: status === 0, output: stdout, errors: stderr };
  }
}

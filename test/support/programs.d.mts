export interface Program {
  readonly executables: readonly string[];
  readonly packages: readonly string[];
  readonly unpacked?: readonly string[];
  readonly suites: string;
  readonly asRoot: boolean;
}
export type ProgramName =
  'openssl' | 'postfix' | 'exim4' | 'dkimpy' | 'gpg' | 'redis' | 'postgres' | 'chromium';
export const programs: Readonly<Record<ProgramName, Program>>;
export const unpackFolder: string;
export function locate(executable: string): string | undefined;
export function obstacle(name: ProgramName): string | undefined;

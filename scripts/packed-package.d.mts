export interface PackedPackage {
  readonly tarball: string;
  /** Every path in the tarball. */
  readonly files: readonly string[];
}
export function pack(folder: string): PackedPackage;
export function install(folder: string, packed: PackedPackage, others: readonly string[]): void;
export function typeCheck(folder: string, sources: Readonly<Record<string, string>>): string;
export function run(program: string, ...args: readonly string[]): string;

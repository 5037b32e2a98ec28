import type { PackedPackage } from '../packed-package.mjs';

export interface Package {
  readonly manifest: {
    readonly name: string;
    readonly exports: Readonly<Record<string, unknown>>;
    readonly bin: Readonly<Record<string, string>>;
    readonly typesVersions: Readonly<Record<'*', Readonly<Record<string, readonly string[]>>>>;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  readonly optionalPeers: readonly string[];
  readonly folder: string;
  readonly packed: PackedPackage;
  readonly installed: string;
}

export interface Check {
  readonly name: string;
  readonly check: (pkg: Package) => Promise<string | NotRun> | string | NotRun;
  readonly outside?: boolean;
}

export interface NotRun {
  readonly notRun: string;
}

export const checks: readonly Check[];
export function openPackage(): Package;

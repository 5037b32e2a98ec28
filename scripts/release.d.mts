export function nextVersion(current: string, step: string | undefined): string;
export function releasedChangelog(changelog: string, version: string, date: string): string;
export function obstacleToProvenance(
  manifest: { readonly repository?: unknown },
  env: Readonly<Record<string, string | undefined>>,
): string | undefined;

/** What came of a check: `warn` works, but not as well as it could; `skipped` could not or need not be looked at. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skipped';

/** What a check found. */
export interface Finding {
  readonly status: CheckStatus;
  /** What was seen. */
  readonly detail: string;
  /** The setting to change, as the user wrote it or as it is to be written; for records of the DNS, their name. */
  readonly key?: string;
  /** Where it stands: `application.yml:7:11`. */
  readonly source?: string;
  /** The value that it should have. */
  readonly expected?: string;
  /** What to do: full sentences. */
  readonly advice?: string;
  /** Where the documentation of this package says more. */
  readonly page?: string;
}

/** One question to the settings, the mail server or the DNS. */
export interface Check {
  readonly id: string;
  /** Checks whose failure leaves nothing to look at here. */
  readonly needs: readonly string[];
  /** Rejects only by mistakes of ours: what is wrong with a mail server is a finding. */
  run(): Finding | Promise<Finding>;
}

/** A finding with the check that made it and the milliseconds it took. */
export interface CheckResult extends Finding {
  readonly id: string;
  readonly ms: number;
}

/** Who watches while checks run. */
export interface Observer {
  started(id: string): void;
  ended(result: CheckResult): void;
  /** All have ended. */
  done(): void;
}

/** Runs checks in order. What depends on a check that failed is skipped, so that one mistake is one failure. */
export async function runChecks(checks: readonly Check[], observer: Observer): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const blocked = new Map<string, string>();
  for (const check of checks) {
    const reason = check.needs.map((id) => blocked.get(id)).find((failed) => failed !== undefined);
    const result = reason === undefined ? await timed(check, observer) : skippedBy(reason, check);
    if (reason !== undefined) blocked.set(check.id, reason);
    else if (result.status === 'fail') blocked.set(check.id, check.id);
    results.push(result);
    observer.ended(result);
  }
  observer.done();
  return results;
}

async function timed(check: Check, observer: Observer): Promise<CheckResult> {
  observer.started(check.id);
  const start = performance.now();
  const { status, detail, ...rest } = await check.run();
  return { id: check.id, status, ms: Math.round(performance.now() - start), detail, ...rest };
}

function skippedBy(reason: string, { id }: Check): CheckResult {
  return { id, status: 'skipped', ms: 0, detail: `needs ${reason}` };
}

export const ok = (detail: string): Finding => ({ status: 'ok', detail });

export const skipped = (detail: string): Finding => ({ status: 'skipped', detail });

/** What a failure means, for programs; the message of the error says the same to people. */
export interface Diagnosis {
  /** Stable name of the cause, such as `tls-on-plain-port`. */
  readonly cause: string;
  /** The setting to change as the user wrote it, or as it is to be written: `spring.mail.port`. Missing when no setting is wrong. */
  readonly key?: string;
  /** Where the setting stands: `application.yml:7:11`, `environment variable SPRING_MAIL_PORT`. */
  readonly source?: string;
  /** The value that it should have, or what the value should be. */
  readonly expected?: string;
  /** Where the documentation of this package says more: `docs/troubleshooting.md#tls-on-plain-port`. */
  readonly page: string;
}

/** Causes that are whole kinds of errors, each named for what is at fault. Those of mail servers are in `lib/diagnosis/causes`. */
export const GENERAL_CAUSES = ['settings', 'message', 'preparation', 'queue'] as const;

/** Where the documentation of this package explains a cause. The page is part of the package. */
export function pageOf(cause: string): string {
  return `docs/troubleshooting.md#${cause}`;
}

/** What an error means whose text names everything there is to know. */
export function generalDiagnosis(
  cause: (typeof GENERAL_CAUSES)[number],
  { key, source }: { readonly key?: string | undefined; readonly source?: string | undefined } = {},
): Diagnosis {
  return {
    cause,
    ...(key !== undefined && { key }),
    ...(source !== undefined && { source }),
    page: pageOf(cause),
  };
}

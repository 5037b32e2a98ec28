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

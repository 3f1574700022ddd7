import type { JournalSettings } from "@openfinpay/finpay-journal"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import type * as Redacted from "effect/Redacted"

/** The levels of log lines, from all to none. */
export const logLevels = ["Trace", "Debug", "Info", "Warn", "Error", "None"] as const

/** The level of a log line. */
export type LogLevelName = typeof logLevels[number]

/** The port the API listens on unless told otherwise. */
export const defaultPort = 4720

/** Where the journal is: an address (`postgres://…`, or `sqlite:` and a whole path), or a file of this machine. */
export type DatabaseOption =
  | { readonly url: Redacted.Redacted }
  /** A whole path, made on first use; or `:memory:`, which forgets everything when the server ends: for a try. */
  | { readonly file: string }

/** How an API server is set up. Everything but `finpay` has a default. */
export interface ApiOptions {
  /** Where Finpay is and who calls. */
  readonly finpay: FinpayConfig
  /** The address to listen on; `127.0.0.1` unless given. */
  readonly host?: string | undefined
  /** The port to listen on, 0 for a free one; 4720 unless given. */
  readonly port?: number | undefined
  /**
   * `keys`: whoever calls needs an API key. `open`: everyone on this machine is let in without one, and no web page from
   * elsewhere; only for `local` on a loopback address, where it is the default.
   */
  readonly access?: "open" | "keys" | undefined
  /**
   * Seals the secrets in the database: 32 bytes in base64. May be left out only for `local`, where nothing is secret.
   */
  readonly encryptionKey?: Redacted.Redacted | undefined
  /** Keys that older secrets were sealed with. */
  readonly earlierEncryptionKeys?: ReadonlyArray<Redacted.Redacted> | undefined
  /** Who may read the metrics: who has an API key for all merchants (the default), or everyone. */
  readonly metrics?: "keys" | "open" | undefined
  /** The least important lines that the program `finpay-api` logs; `Info` unless given. */
  readonly logLevel?: LogLevelName | undefined
  /**
   * How long a server that is told to stop goes on answering while `/readyz` says that it is not ready, in seconds; 0
   * unless given. Longer than a load balancer takes to notice.
   */
  readonly drainSeconds?: number | undefined
  /** How many requests a minute one API key may make, at each server; 600 unless given. */
  readonly requestsPerMinute?: number | undefined
  /** How long the key of what was created is kept at least, in hours; 168 unless given, never less than 24. */
  readonly keysKeptHours?: number | undefined
  /** How long a change, or a batch of them, can be approved after it was asked for, in hours; 72 unless given. */
  readonly approvalHours?: number | undefined
  /**
   * Whether webhooks may go to private networks and to this machine, and over `http`; only for `local` unless given.
   */
  readonly webhooksAllowPrivate?: boolean | undefined
  /** How long the history of a webhook is kept after it was delivered or given up, in days; 30 unless given. */
  readonly webhooksKeptDays?: number | undefined
  /** How many lines of a refund batch are on their way at a time; 4 unless given. */
  readonly batchConcurrency?: number | undefined
  /** How many lines a file of refunds may have; 100,000 unless given. */
  readonly batchLines?: number | undefined
  /** How many bytes a file of refunds may have; 10 MiB unless given. */
  readonly batchBytes?: number | undefined
  /** How many bytes a report may have; 64 MiB unless given. */
  readonly reportBytes?: number | undefined
  /** For how many days what came of a report is kept; 90 unless given. */
  readonly reconciliationDays?: number | undefined
  /** Where the journal is; `journal.sqlite` in the user's data folder unless given. */
  readonly database?: DatabaseOption | undefined
  /** How the journal works; see its defaults. */
  readonly journal?: Partial<JournalSettings> | undefined
  /**
   * How QRIS notifications are signed: with Finpay's RSA key (the default), with the SNAP client secret over a token that
   * Finpay fetches here first (symmetric), or with the client secret and no token (hmac).
   */
  readonly notificationSignature?: "asymmetric" | "symmetric" | "hmac" | undefined
  /** Finpay's public key (PEM) for QRIS notifications. For `local` the simulator's own unless given. */
  readonly notificationPublicKeyPem?: string | undefined
}

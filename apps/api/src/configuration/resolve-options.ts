import { defaultSettings } from "@openfinpay/finpay-journal"
import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { defaultAsking } from "../approvals/layer-asking.ts"
import type { AskingSettings } from "../approvals/layer-asking.ts"
import { defaultBatchSettings } from "../batches/Batches.ts"
import type { BatchSettings } from "../batches/Batches.ts"
import { longestWaitSeconds } from "../contract/prefer.ts"
import { defaultFileLimits } from "../http/file-limits.ts"
import { defaultReconciliationSettings } from "../reconciliations/Reconciliations.ts"
import type { ReconciliationSettings } from "../reconciliations/Reconciliations.ts"
import type { ServerOptions } from "../server.ts"
import { defaultKeptDays } from "../webhooks/kept-days.ts"
import type { WebhookOptions } from "../webhooks/layer.ts"
import { defaultPort } from "./ApiOptions.ts"
import type { ApiOptions } from "./ApiOptions.ts"
import { isOwnMachine, optionProblems } from "./check-options.ts"

/** How many requests a minute one API key may make unless told otherwise. */
const defaultRequestsPerMinute = 600

const hourMillis = 3_600_000

// Nothing in the simulator is secret, and its credentials are public too.
const localEncryptionKey = Redacted.make(Buffer.alloc(32, "finpay-api").toString("base64"), { label: "encryption key" })

/** What the options come to: the server's own, and what the services behind it need. */
export interface Resolved {
  readonly server: ServerOptions
  readonly asking: AskingSettings
  readonly webhooks: WebhookOptions
  readonly batches: BatchSettings
  readonly reconciliations: ReconciliationSettings
  readonly encryptionKeys: readonly [Redacted.Redacted, ...ReadonlyArray<Redacted.Redacted>]
}

/** Options with the defaults filled in. Fails with every problem at once, by option, and never with a value. */
export const resolveOptions = Effect.fnUntraced(
  function*(options: ApiOptions): Effect.fn.Return<Resolved, ConfigurationProblem> {
    const { access, earlierEncryptionKeys = [], finpay, host = "127.0.0.1", port = defaultPort } = options
    const problems = yield* optionProblems(options)
    if (problems.length > 0) return yield* new ConfigurationProblem({ problems })
    const server = {
      host,
      port,
      isOpen: access === undefined ? isOwnMachine(finpay.environment, host) : access === "open",
      requestsPerMinute: options.requestsPerMinute ?? defaultRequestsPerMinute,
      areMetricsOpen: options.metrics === "open",
      drainDelayMillis: (options.drainSeconds ?? 0) * 1000,
      files: {
        batchLines: options.batchLines ?? defaultFileLimits.batchLines,
        batchBytes: options.batchBytes ?? defaultFileLimits.batchBytes,
        reportBytes: options.reportBytes ?? defaultFileLimits.reportBytes
      },
      // Longer than any call takes and any caller may wait, so that what is on its way ends by itself.
      drainMillis: Math.max(finpay.totalTimeoutMillis ?? 30_000, longestWaitSeconds * 1000) + 5_000
    }
    const { approvalHours, keysKeptHours } = options
    const asking = {
      keptMillis: keysKeptHours === undefined ? defaultAsking.keptMillis : keysKeptHours * hourMillis,
      expiresMillis: approvalHours === undefined ? defaultAsking.expiresMillis : approvalHours * hourMillis
    }
    const webhooks = {
      allowsPrivate: options.webhooksAllowPrivate ?? finpay.environment === "local",
      keptDays: options.webhooksKeptDays ?? defaultKeptDays,
      pollMillis: options.journal?.pollMillis ?? defaultSettings.pollMillis
    }
    const batches = {
      ...defaultBatchSettings,
      concurrency: options.batchConcurrency ?? defaultBatchSettings.concurrency,
      approvalMillis: asking.expiresMillis,
      // A journal without workers sends nothing, so that a line would never end.
      ...(options.journal?.workers === 0 ? { workers: 0 } : {})
    }
    const reconciliations = {
      ...defaultReconciliationSettings,
      keptDays: options.reconciliationDays ?? defaultReconciliationSettings.keptDays
    }
    return {
      server,
      webhooks,
      batches,
      reconciliations,
      asking,
      encryptionKeys: [options.encryptionKey ?? localEncryptionKey, ...earlierEncryptionKeys]
    }
  }
)

/** The settings of the processes, and the journal through which a test looks at what they do. */
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import { Context, Effect, Layer } from "effect"
import type { Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { accountOf } from "../../src/account.ts"
import { Journal } from "../../src/Journal.ts"
import type { JournalSettings } from "../../src/settings.ts"
import { layerOf } from "../../src/store/database.ts"

/**
 * A lease of two seconds, and not applied after ten, when no call can be on its way any more (see `callMillis`), also
 * where Finpay, which is the test's own process, has had no turn for some seconds; nor is a person asked before that.
 */
export const settings = {
  leaseSeconds: 2,
  workers: 4,
  pollMillis: 300,
  checkDelaysSeconds: [1],
  notAppliedChecks: 3,
  notAppliedSeconds: 10,
  undecidedChecks: 3,
  undecidedSeconds: 8,
  giveUpChecks: 100,
  giveUpSeconds: 60
} as const satisfies Partial<JournalSettings>

/** A journal that reads and closes, and sends nothing. */
export const openJournal = (url: Redacted.Redacted, baseUrl: string) => {
  const config = localConfig(baseUrl)
  const live = Journal.layer({ account: accountOf(config), settings: { ...settings, workers: 0 } }).pipe(
    Layer.provide(layerOf(url, "")),
    Layer.provide(Finpay.layer(config).pipe(Layer.provide(FetchHttpClient.layer)))
  )
  return Effect.map(Effect.orDie(Layer.build(live)), (built) => Context.get(built, Journal))
}

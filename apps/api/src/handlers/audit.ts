import { Journal } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Caller } from "../access/Caller.ts"
import { Batches } from "../batches/Batches.ts"
import { Api } from "../contract/Api.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { auditFilterOf, auditRecordOf } from "./audit-record.ts"
import { failInvalid } from "./fail-invalid.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead, failNotWritten } from "./journal-problems.ts"

const inTheFuture = failInvalid([{ detail: "it has not passed yet", pointer: "#/settledBefore" }])

/** The audit log. */
export const audit = HttpApiBuilder.group(
  Api,
  "audit",
  Effect.fnUntraced(function*(handlers) {
    const batches = yield* Batches
    return handlers.handleAll({
      list: ({ query: { after, limit, ...filter } }) =>
        Effect.gen(function*() {
          const journal = yield* Journal
          const page = yield* journal.audit({ ...auditFilterOf(filter), ...present({ after, limit }) })
          return { events: page.events.map(auditRecordOf), ...present({ next: page.next }) }
        }).pipe(Effect.catchTag("JournalUnavailable", failNotRead)),

      verify: ({ payload: { heads } }) =>
        Effect.gen(function*() {
          const journal = yield* Journal
          const verified = yield* journal.verify(heads)
          return { isWhole: verified.findings.length === 0, ...verified }
        }).pipe(Effect.catchTag("JournalUnavailable", failNotRead)),

      erase: ({ payload }) =>
        Effect.gen(function*() {
          const journal = yield* Journal
          const { actor } = yield* Caller
          const settledBefore = Date.parse(payload.settledBefore)
          if (settledBefore > (yield* Clock.currentTimeMillis)) return yield* inTheFuture
          const { account } = yield* CurrentMerchant
          yield* batches.eraseExtra(account, settledBefore)
          return yield* journal.erase({ actor, settledBefore })
        }).pipe(Effect.catchTag("JournalUnavailable", failNotWritten))
    })
  })
)

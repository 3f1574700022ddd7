import { Rupiah } from "@openfinpay/finpay-core"
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Redacted from "effect/Redacted"
import { Caller, mayTouch } from "../access/Caller.ts"
import { Approvals } from "../approvals/Approvals.ts"
import { Batches } from "../batches/Batches.ts"
import { Api } from "../contract/Api.ts"
import type { GivenCredentials, MerchantChange, MerchantRecord, NewMerchant } from "../contract/merchants.ts"
import { problemTypes } from "../contract/problem-types.ts"
import {
  KeyBeyondCallerProblem,
  MerchantExistsProblem,
  MerchantInUseProblem,
  MerchantNotFoundProblem,
  MerchantOfEnvironmentProblem
} from "../contract/problems.ts"
import type { BatchState } from "../contract/refund-batches.ts"
import { problemFacts } from "../http/occurrence.ts"
import { fieldPointer } from "../http/pointer.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import type { Credentials } from "../merchants/credentials.ts"
import { hasOpenWork } from "../merchants/has-open-work.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { MerchantRecords } from "../merchants/MerchantRecords.ts"
import type { StoredMerchant } from "../merchants/MerchantRecords.ts"
import { Merchants } from "../merchants/Merchants.ts"
import { failInvalid } from "./fail-invalid.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead, failNotWritten } from "./journal-problems.ts"
import { optionalTimeOf } from "./times.ts"

const notFound = Effect.flatMap(
  problemFacts(problemTypes.merchantNotFound, "No merchant that this API key is for has this id."),
  (facts) => Effect.fail(new MerchantNotFoundProblem(facts))
)

const exists = Effect.flatMap(
  problemFacts(problemTypes.merchantExists, "A merchant with this id is there already."),
  (facts) => Effect.fail(new MerchantExistsProblem(facts))
)

const ofEnvironment = Effect.flatMap(
  problemFacts(problemTypes.merchantOfEnvironment, "The credentials of this merchant are the server's variables."),
  (facts) => Effect.fail(new MerchantOfEnvironmentProblem(facts))
)

const inUse = (what: string) =>
  Effect.flatMap(
    problemFacts(problemTypes.merchantInUse, what),
    (facts) => Effect.fail(new MerchantInUseProblem(facts))
  )

/** Whoever is bound to merchants could otherwise bind itself to more, or take the others' credentials away. */
const unbound = Effect.gen(function*() {
  const { merchants } = yield* Caller
  if (merchants === undefined) return
  const facts = yield* problemFacts(
    problemTypes.keyBeyondCaller,
    `This API key is bound to ${merchants.join(", ")}; merchants are changed with one that is bound to none.`
  )
  return yield* new KeyBeyondCallerProblem(facts)
})

const recordOf = (
  { approvalAbove, createdAt, id, isOfEnvironment, name, updatedAt }: StoredMerchant
): MerchantRecord => ({
  id,
  credentials: isOfEnvironment ? "environment" : "stored",
  ...present({
    name,
    approvalAbove: approvalAbove === undefined ? undefined : Rupiah.make(approvalAbove),
    createdAt: isOfEnvironment ? undefined : optionalTimeOf(createdAt),
    updatedAt: optionalTimeOf(updatedAt)
  })
})

const visible = Effect.gen(function*() {
  const caller = yield* Caller
  const all = yield* Effect.catch((yield* MerchantRecords).list, failNotRead)
  return all.filter(({ id }) => mayTouch(caller, id))
})

const seen = Effect.fnUntraced(function*(merchantId: string) {
  return (yield* visible).find(({ id }) => id === merchantId) ?? (yield* notFound)
})

const opened = ({ merchantKey, snap }: GivenCredentials): Credentials => ({
  merchantKey: Redacted.value(merchantKey),
  ...(snap === undefined ? {} : {
    snap: {
      ...snap,
      clientSecret: Redacted.value(snap.clientSecret),
      privateKeyPem: Redacted.value(snap.privateKeyPem)
    }
  })
})

/** What the transport's own check finds, by the field of the request it is about. */
const failUnusable = ({ problems }: ConfigurationProblem) =>
  failInvalid(problems.map(({ problem, setting }) => ({
    detail: problem,
    pointer: fieldPointer(setting === "merchantId" ? "id" : `credentials.${setting}`)
  })))

const ofWriting = { ConfigurationProblem: failUnusable, JournalUnavailable: failNotWritten }

// Another server takes it over within seconds; this one at once. It is stored already, so a failure here is for later.
const takeOver = Effect.gen(function*() {
  yield* Effect.catch(
    (yield* Merchants).refresh,
    ({ message }) => Effect.logWarning(`a change of a merchant is not taken over yet: ${message}`)
  )
})

const add = Effect.fnUntraced(function*({ approvalAbove, credentials, id, name }: NewMerchant) {
  yield* unbound
  const records = yield* MerchantRecords
  const wanted = { id, name, credentials: opened(credentials), approvalAbove }
  if (!(yield* Effect.catchTags(records.add(wanted), ofWriting))) return yield* exists
  yield* takeOver
  yield* Effect.logInfo(`the merchant ${id} was added`)
  yield* setResponseHeaders({ Location: `/v1/merchants/${encodeURIComponent(id)}` }, [201])
  return recordOf(yield* Effect.catchTag(seen(id), "MerchantNotFound", Effect.die))
})

const change = Effect.fnUntraced(function*(merchantId: string, { approvalAbove, credentials, name }: MerchantChange) {
  yield* unbound
  const { id, isOfEnvironment } = yield* seen(merchantId)
  if (isOfEnvironment && credentials !== undefined) return yield* ofEnvironment
  const changes = { name, approvalAbove, credentials: credentials && opened(credentials) }
  yield* Effect.catchTags((yield* MerchantRecords).change(id, changes), ofWriting)
  yield* takeOver
  const changed = Object.entries(changes).filter(([, value]) => value !== undefined).map(([field]) => field)
  yield* Effect.logInfo(`the merchant ${id} was changed: ${changed.join(", ")}`)
  return recordOf(yield* seen(id))
})

const unfinished = ["needs_approval", "waiting", "running"] as const satisfies ReadonlyArray<BatchState>

/**
 * What of a merchant would be left behind, if anything. Refunds that wait would be sent when a merchant with this id is
 * added again, however much later.
 */
const openWorkOf = Effect.fnUntraced(function*(merchant: Merchant) {
  const { account } = merchant
  if (yield* hasOpenWork(merchant)) return "A mutation of this merchant is not settled."
  const { batches } = yield* (yield* Batches).list(account, { states: unfinished, limit: 1 })
  if (batches.length > 0) return "A refund batch of this merchant is not finished; cancel it, or wait for its end."
  const { approvals } = yield* (yield* Approvals).list(account, { states: ["pending"], limit: 1 })
  return approvals.length > 0
    ? "A change of this merchant waits for approval; have it rejected or withdrawn."
    : undefined
})

const remove = Effect.fnUntraced(function*(merchantId: string) {
  yield* unbound
  const { id, isOfEnvironment } = yield* seen(merchantId)
  if (isOfEnvironment) return yield* ofEnvironment
  const merchant = yield* (yield* Merchants).find(id)
  const left = merchant === undefined ? undefined : yield* Effect.catch(openWorkOf(merchant), failNotRead)
  if (left !== undefined) return yield* inUse(left)
  yield* Effect.catch((yield* MerchantRecords).remove(id), failNotWritten)
  yield* takeOver
  yield* Effect.logInfo(`the merchant ${id} was removed`)
})

/** The endpoints under `/v1/merchants`. */
export const merchants = HttpApiBuilder.group(
  Api,
  "merchants",
  Effect.fnUntraced(function*(handlers) {
    const services = yield* Effect.context<Approvals | Batches | MerchantRecords | Merchants>()
    const withRecords = Effect.provideContext(services)
    return handlers.handleAll({
      list: () => withRecords(Effect.map(visible, (all) => ({ merchants: all.map(recordOf) }))),
      get: ({ params: { merchantId } }) => withRecords(Effect.map(seen(merchantId), recordOf)),
      add: ({ payload }) => withRecords(add(payload)),
      change: ({ params: { merchantId }, payload }) => withRecords(change(merchantId, payload)),
      remove: ({ params: { merchantId } }) => withRecords(remove(merchantId))
    })
  })
)

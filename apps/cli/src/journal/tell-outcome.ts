import { cancel, decodeAnswer, FinpayError, qrisRefund, refund, voidPayment } from "@openfinpay/finpay-core"
import type { Answered, Declined, Envelope, WrongState } from "@openfinpay/finpay-core"
import type { AuditEvent, Mutation } from "@openfinpay/finpay-journal"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { exitCodes } from "../exit-codes.ts"
import { exitCodeOf, type Failure } from "../failure.ts"
import { withLocalAdvice } from "../finpay-client.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { envelopeFields, envelopeJson } from "../output/envelope.ts"
import { evidenceFields, mutationFields, mutationJson } from "../output/mutation.ts"
import { type Field, fields, printable, wib, wibOf } from "../output/text.ts"
import { report } from "../report.ts"
import { sameBeforeFields } from "../same-before.ts"
import { tellDone } from "../tell-done.ts"
import { alsoSentFields, alsoSentIds } from "./also-sent.ts"
import { type NotDone, outcomeOf } from "./outcome.ts"

/** A mutation with all that happened to it. */
export interface Told {
  readonly mutation: Mutation
  readonly history: ReadonlyArray<AuditEvent>
  /** Its key was known: nothing new was accepted. Left out where nothing was asked for by key. */
  readonly replayed?: boolean | undefined
  /** What it waits for, where it was not sent. */
  readonly inFront?: ReadonlyArray<Mutation>
  /** Refunds of the same amount that were done before it. */
  readonly sameBefore?: ReadonlyArray<Mutation>
  /** What earlier commands left behind, and was carried out beside it. */
  readonly alsoDone?: ReadonlyArray<Mutation>
}

const idsOf = (mutations: ReadonlyArray<Mutation> = []) =>
  mutations.length === 0 ? undefined : mutations.map(({ id }) => id)

const besideJson = ({ alsoDone = [], inFront, sameBefore }: Told) => ({
  waitsFor: idsOf(inFront),
  sameBefore: idsOf(sameBefore),
  alsoSent: alsoSentIds(alsoDone)
})

/** How to go on where a change was not sent: with what it waits for, where there is something. */
const waitingField = ({ inFront = [], mutation }: Told): Field => {
  const [first] = inFront
  if (mutation.state !== "accepted") return ["", undefined]
  return first === undefined
    ? [say("Send it now", "Kirim sekarang"), `finpay mutations resolve ${mutation.id}`]
    : [say("Find out first", "Cari tahu dulu"), `finpay mutations resolve ${first.id}`]
}

const besideFields = ({ alsoDone = [], sameBefore = [] }: Told): ReadonlyArray<Field> => [
  ...sameBeforeFields(sameBefore),
  ...alsoSentFields(alsoDone)
]

const envelopeOperations = { refund, void: voidPayment, cancel } as const

/** Finpay's answer as it was kept; none where the answer was lost. */
const keptAnswer = Effect.fnUntraced(function*({ answer, operation }: Mutation) {
  if (operation !== "qrisRefund") {
    const envelope: Answered<Envelope> | undefined = yield* Effect.orElseSucceed(
      decodeAnswer(envelopeOperations[operation], answer),
      () => undefined
    )
    return { envelope }
  }
  const refunded = yield* Effect.orElseSucceed(decodeAnswer(qrisRefund, answer), () => undefined)
  return { envelope: refunded, refundNo: refunded?.refundNo ?? refunded?.referenceNo, at: refunded?.refundTime }
})

const idsJson = ({ operation, reference, request }: Mutation, refundNo: string | undefined) => {
  if (operation !== "qrisRefund") return { orderId: reference }
  const { partnerRefundNo } = (request ?? {}) as { readonly partnerRefundNo?: string }
  return { referenceNo: reference, partnerRefundNo, refundNo }
}

const knownSince = ({ settledAt, updatedAt }: Mutation): string => {
  const at = wibOf(settledAt ?? updatedAt)
  return say(
    `Its key was known: nothing was sent now; it was done at ${at}.`,
    `Kuncinya sudah dikenal: kali ini tidak ada yang dikirim; sudah dikerjakan pada ${at}.`
  )
}

const tellDoneOutcome = Effect.fnUntraced(
  function*(told: Told, sentence: string, why: string | undefined) {
    const { mutation, replayed } = told
    const { at, envelope, refundNo } = yield* keptAnswer(mutation)
    const { amount, operation } = mutation
    const lines = [sentence, ...(replayed === true ? [knownSince(mutation)] : [])]
    return yield* answer({
      json: {
        operation,
        ...idsJson(mutation, refundNo),
        amount,
        ...(envelope === undefined ? {} : envelopeJson(envelope)),
        why,
        mutation: mutationJson(mutation),
        replayed,
        ...besideJson(told)
      },
      text: lines.map((line) => `${printable(line)}\n`).join("") + fields([
        [say("Finpay's refund", "Refund di Finpay"), refundNo],
        [say("At", "Pada"), wib(at)],
        ...(envelope === undefined ? [] : envelopeFields(envelope)),
        ...(why === undefined ? [] : [...evidenceFields(mutation), [say("Why", "Alasan"), why]] as const),
        ...mutationFields(mutation),
        ...besideFields(told)
      ])
    })
  }
)

/** A simulator that has begun anew knows nothing of the orders before; the journal does. */
const isOldOrder = (
  config: FinpayConfig,
  { decidedBy }: Mutation,
  failure: NotDone
): failure is Declined | WrongState =>
  config.environment === "local" && decidedBy === "journal" &&
  (failure._tag === "Declined" || failure._tag === "WrongState")

const advised = (config: FinpayConfig, mutation: Mutation, failure: NotDone): NotDone => {
  if (!isOldOrder(config, mutation, failure)) return withLocalAdvice(config, failure)
  const nextStep =
    `${failure.nextStep} If the simulator has begun anew, use a new order: the journal knows the old one.`
  return Schema.decodeSync(FinpayError)({ ...Schema.encodeSync(FinpayError)(failure), nextStep })
}

/** The same in Indonesian, where the next step is not that of the failure. */
const oldOrderFields = (config: FinpayConfig, mutation: Mutation, failure: NotDone): ReadonlyArray<Field> =>
  isOldOrder(config, mutation, failure)
    ? [["Simulator", say("", "bila dimulai ulang, pakai pesanan baru: jurnal masih mengenal yang lama")]]
    : []

/** A rejected change was certainly not processed, whatever the error would mean of a question. */
const exitCodeOfRejected = (failure: Failure): number => {
  const code = exitCodeOf(failure)
  return code === exitCodes.unknown ? exitCodes.unreachable : code
}

/**
 * Tells how a change ended, or how far it is: what was done on standard output, what was not or is not known on standard
 * error. Gives the exit code that goes with it.
 */
export const tellOutcome = Effect.fnUntraced(function*(config: FinpayConfig, told: Told) {
  const { history, inFront, mutation, replayed } = told
  const outcome = outcomeOf(mutation, history, inFront)
  if (outcome.kind === "done") {
    const { sentence, why } = outcome
    // A reader that goes away has seen enough; the change was made all the same.
    yield* Effect.ignore(tellDone(mutation, () => tellDoneOutcome(told, sentence, why)))
    return exitCodes.done
  }
  const failure = advised(config, mutation, outcome.failure)
  const code = yield* report(failure, {
    json: { mutation: mutationJson(mutation), replayed, ...besideJson(told) },
    fields: [
      ...oldOrderFields(config, mutation, failure),
      ...evidenceFields(mutation),
      ...mutationFields(mutation),
      waitingField(told),
      ...besideFields(told)
    ]
  })
  return mutation.state === "rejected" ? exitCodeOfRejected(failure) : code
})

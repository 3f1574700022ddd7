import type { Change, Mutation, SubmitOptions } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { randomUUID } from "node:crypto"
import { type About, confirm } from "./confirm.ts"
import { finpayConfig } from "./finpay-client.ts"
import { actorOf } from "./input/actor.ts"
import type { ChangeInput } from "./input/change-flags.ts"
import { loadJournal } from "./journal/load.ts"
import { say } from "./language.ts"
import { confirmAnother, isRefund, sameBefore } from "./same-before.ts"

/** A change of a payment, and the flags it was asked with. */
export interface Asked {
  readonly about: About
  readonly change: Change
  readonly flags: ChangeInput
}

/** What is refused without a key: what is under way, and the same refund once more that was not known of by now. */
const refusals = ({ operation }: Change, { key }: ChangeInput, same: ReadonlyArray<Mutation>): SubmitOptions => {
  if (Option.isSome(key)) return {}
  return isRefund(operation)
    ? { refuseSimilar: "ever", exceptIds: same.map(({ id }) => id) }
    : { refuseSimilar: "under way" }
}

/**
 * The one way this program changes a payment: asks a person first where it must, writes the change into the journal,
 * which sends it at most once, and follows it to its outcome.
 *
 * Without a key of the caller's own nothing says that a second call means a second change, so one that is the same as
 * one under way is refused, and of a refund that is the same as one that is done a person is asked first. One that got done
 * while the person was asked is refused too: nobody knew of it.
 */
export const mutate = Effect.fnUntraced(function*({ about, change, flags }: Asked) {
  const config = yield* finpayConfig
  yield* confirm(config, about, flags.yes)
  const { follow, nothingSent, openJournal, withRecords } = yield* loadJournal
  const isKeyFresh = Option.isNone(flags.key)
  // Before the journal begins to work: nothing is sent while a person thinks.
  const same = isKeyFresh ? yield* withRecords((journal) => sameBefore(journal, change, about), nothingSent) : []
  yield* confirmAnother(about, same, flags.yes)
  const open = yield* openJournal(config)
  const key = Option.getOrElse(flags.key, () => randomUUID())
  const actor = actorOf(flags.actor)
  return yield* follow({
    config,
    open,
    operation: about.operation,
    reference: about.reference,
    howToAsk: say(
      `Find out: the same command with --key ${key}`,
      `Cari tahu: perintah yang sama dengan --key ${key}`
    ),
    begin: open.journal.submit({ ...change, key, actor }, refusals(change, flags, same)),
    find: open.journal.getByKey(key),
    waitMillis: flags.wait * 1000,
    withdrawnBy: actor,
    sameBefore: same,
    isOwn: isKeyFresh
  })
})

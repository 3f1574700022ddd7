import type { Change } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { randomUUID } from "node:crypto"
import { type About, confirm } from "./confirm.ts"
import { finpayConfig } from "./finpay-client.ts"
import { actorOf } from "./input/actor.ts"
import type { ChangeInput } from "./input/change-flags.ts"
import { loadJournal } from "./journal/load.ts"
import { say } from "./language.ts"
import { confirmAnother, sameBefore } from "./same-before.ts"

/** A change of a payment, and the flags it was asked with. */
export interface Asked {
  readonly about: About
  readonly change: Change
  readonly flags: ChangeInput
}

/**
 * The one way this program changes a payment: asks a person first where it must, writes the change into the journal,
 * which sends it at most once, and follows it to its outcome.
 *
 * Without a key of the caller's own nothing says that a second call means a second change, so one that is the same as
 * one under way is refused, and of one that is the same as one that is done a person is asked first.
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
    begin: open.journal.submit({ ...change, key, actor }, { refuseSimilar: isKeyFresh }),
    find: open.journal.getByKey(key),
    waitMillis: flags.wait * 1000,
    withdrawnBy: actor,
    sameBefore: same,
    isOwn: isKeyFresh
  })
})

/** Loaded only by the commands that need the journal; see `load.ts`. */
import {
  accountOf,
  Journal,
  journalFile,
  JournalUnavailable,
  layerOf,
  settingsFromEnv,
  settingsProblem
} from "@openfinpay/finpay-journal"
import type { JournalSettings } from "@openfinpay/finpay-journal"
import { Finpay, merchantFromEnv } from "@openfinpay/finpay-transport"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { homedir } from "node:os"
import { fileURLToPath } from "node:url"
import { finpayHttp } from "../http.ts"
import { secretSetting, setting, settingProblem } from "../input/setting.ts"
import { say } from "../language.ts"
import { leftBehind } from "./around.ts"

/** How many mutations one command works on at a time, unless told: its own, and what earlier ones left behind. */
const workers = 2

const home = Effect.try({
  try: () => homedir(),
  catch: () =>
    settingProblem(
      "FINPAY_DATABASE_URL",
      say(
        "is missing, and the user has no home folder for the journal",
        "belum diisi, dan pengguna tidak punya folder home untuk jurnal"
      )
    )
})

const defaultFile = Effect.gen(function*() {
  return journalFile({
    platform: process.platform,
    home: yield* home,
    xdgDataHome: Option.getOrUndefined(yield* setting("XDG_DATA_HOME")),
    localAppData: Option.getOrUndefined(yield* setting("LOCALAPPDATA"))
  })
})

/** The file of a SQLite address; none where it is no such address. */
const fileOf = (address: string): string | undefined => {
  try {
    return /^(?:sqlite|file):/u.test(address) ? fileURLToPath(address.replace(/^[a-z]+:/u, "file:")) : undefined
  } catch {
    return undefined
  }
}

/** The layer of the database, its file where it is one, and what tells its errors with the place where it is. */
export const database = Effect.gen(function*() {
  const url = Option.getOrUndefined(yield* secretSetting("FINPAY_DATABASE_URL"))
  const file = url === undefined ? yield* defaultFile : fileOf(Redacted.value(url))
  // A file can be named; an address could hold a password.
  const place = url === undefined ? say(`it is ${file}`, `jurnalnya ${file}`) : say(
    "it is the one of FINPAY_DATABASE_URL",
    "jurnalnya yang disebut FINPAY_DATABASE_URL"
  )
  const withPlace = <E>(error: E, also = "") =>
    error instanceof JournalUnavailable
      ? new JournalUnavailable({
        reason: error.reason,
        detail: `${error.detail}; ${place}`,
        nextStep: `${also}${error.nextStep}`
      })
      : error
  return { layer: layerOf(url, file ?? ""), file, withPlace }
})

const journalOf = (
  config: FinpayConfig,
  client: Layer.Layer<HttpClient.HttpClient>,
  settings: Partial<JournalSettings>
) =>
  Layer.catchTag(
    Journal.layer({ account: accountOf(config), settings }),
    "InvalidRequest",
    (refused) => Layer.effect(Journal, Effect.fail(settingsProblem(refused)))
  ).pipe(Layer.provide(Finpay.layer(config).pipe(Layer.provide(client))))

/** Goes before what to do, where a change was asked for and not written down. */
export const nothingSent = "Nothing was sent. "

/** A journal that works as long as it is open. */
export interface OpenJournal {
  readonly journal: Journal["Service"]
  /** What earlier commands wrote down and did not send: it is sent now, where nothing is in its way. */
  readonly left: ReadonlyArray<string>
  /** Takes no new work, and lets what is being sent end. What is written down can still be read. */
  readonly finish: Effect.Effect<void>
  /** Finishes, and closes the database. */
  readonly close: Effect.Effect<void>
  /** An error before anything was written down; one about the database says where that is. */
  readonly nothingSent: <E>(error: E) => E | JournalUnavailable
}

// Whoever is interrupted while something is closing waits no longer for it.
const closing = (scope: Scope.Closeable): Effect.Effect<void> =>
  Effect.flatMap(Effect.forkDetach(Effect.uninterruptible(Scope.close(scope, Exit.void))), Fiber.join)

/**
 * Opens the journal of a configuration; it begins to work at once. What is given goes before the environment.
 *
 * Only a command that comes to its end closes it. One that is stopped ends as if it had been killed: at once, and what it
 * leaves is found out by the next one.
 */
export const openJournal = Effect.fnUntraced(function*(config: FinpayConfig, given: Partial<JournalSettings> = {}) {
  const settings = { workers, ...(yield* settingsFromEnv), ...given }
  const { layer, withPlace } = yield* database
  const stored = yield* Scope.make()
  const working = yield* Scope.make()
  const opened = Effect.gen(function*() {
    const sql = Layer.succeedContext(yield* Layer.buildWithScope(layer, stored))
    const journal = Layer.provide(journalOf(config, finpayHttp, settings), sql)
    return Context.get(yield* Layer.buildWithScope(journal, working), Journal)
  })
  const finish = closing(working)
  const withNothingSent = <E>(error: E) => withPlace(error, nothingSent)
  const openedAt = yield* Clock.currentTimeMillis
  const journal = yield* Effect.mapError(opened, withNothingSent)
  return {
    journal,
    // Only to be told beside what was asked for: a journal that cannot say it may do its work all the same.
    left: yield* Effect.orElseSucceed(leftBehind(journal, openedAt), () => []),
    finish,
    close: Effect.andThen(finish, closing(stored)),
    nothingSent: withNothingSent
  } satisfies OpenJournal
})

// Reading and closing ask Finpay nothing, and so need no credentials.
const silence = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make(() => Effect.die(new Error("this command asks Finpay nothing")))
)

/**
 * Opens the journal's records: they can be read and closed, and nobody works on them. `also` goes before what to do when
 * the database cannot be used.
 */
export const withRecords = Effect.fnUntraced(function*<A, E, R>(
  use: (journal: Journal["Service"]) => Effect.Effect<A, E, R>,
  also = ""
) {
  const merchant = yield* merchantFromEnv
  const config = { ...merchant, merchantKey: Redacted.make("not needed") }
  const settings = { ...(yield* settingsFromEnv), workers: 0 }
  const { layer, withPlace } = yield* database
  const records = Layer.provide(journalOf(config, silence, settings), layer)
  return yield* Effect.mapError(
    Effect.provide(Effect.flatMap(Journal, use), records),
    (error) => withPlace(error, also)
  )
})

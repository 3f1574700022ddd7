/** The journal: can it be opened and written, is there room, and does something in it wait for somebody. */
import { checkWritable, type JournalUnavailable, type Mutation, type MutationState } from "@openfinpay/finpay-journal"
import type { SettingProblem } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { constants, existsSync } from "node:fs"
import { access, stat, statfs } from "node:fs/promises"
import { dirname } from "node:path"
import { database, withRecords } from "../journal/open.ts"
import { say } from "../language.ts"
import { inIndonesian } from "../output/failure-indonesian.ts"
import { durationText } from "./duration-text.ts"
import { type Finding, unreachable, warning, well, wrong } from "./Finding.ts"

const told = { check: "journal", title: say("Journal", "Jurnal") }

const mend = say("Mend that setting", "Perbaiki pengaturan itu")

const diskTold = { check: "disk", title: say("Disk of the journal", "Disk jurnal") }

/** Less than this is soon too little, and less than that is none, in bytes. */
const littleRoom = 256 * 1024 * 1024
const noRoom = 1024 * 1024

const mebibytes = (bytes: number): string => `${Math.floor(bytes / (1024 * 1024))} MiB`

/** Is there room for what will be written down? */
export const diskFinding = (freeBytes: number): Finding => {
  const says = say(`${mebibytes(freeBytes)} free`, `${mebibytes(freeBytes)} kosong`)
  const advice = say(
    "Make room on that disk: what cannot be written down is not sent",
    "Kosongkan disk itu: yang tidak dapat dicatat tidak akan dikirim"
  )
  if (freeBytes < noRoom) return wrong(diskTold, says, advice)
  return freeBytes < littleRoom ? warning(diskTold, says, advice) : well(diskTold, says)
}

/** The nearest folder above a file that is there. */
const folderThatIs = (file: string): string => {
  const folder = dirname(file)
  return existsSync(folder) || folder === file ? folder : folderThatIs(folder)
}

const checkDisk = (file: string | undefined): Effect.Effect<ReadonlyArray<Finding>> =>
  file === undefined ? Effect.succeed([]) : Effect.tryPromise(() => statfs(folderThatIs(file))).pipe(
    Effect.map(({ bavail, bsize }) => [diskFinding(bavail * bsize)]),
    // A system that cannot say is no fault of the disk.
    Effect.orElseSucceed(() => [])
  )

/** There is no journal yet: can one be made? */
const checkPlace = (file: string): Effect.Effect<Finding> => {
  const folder = folderThatIs(file)
  return Effect.tryPromise(async () => {
    await access(folder, constants.W_OK)
    return (await stat(folder)).isDirectory()
  }).pipe(
    Effect.orElseSucceed(() => false),
    Effect.map((isWritable) =>
      isWritable
        ? well(told, say(`${file}, made at the first change`, `${file}, dibuat pada perubahan pertama`))
        : wrong(
          told,
          say(
            `${file} cannot be made: ${folder} may not be written`,
            `${file} tidak dapat dibuat: ${folder} tidak dapat ditulis`
          ),
          say(
            "Mend that folder, or name another place: FINPAY_DATABASE_URL",
            "Perbaiki folder itu, atau sebutkan tempat lain: FINPAY_DATABASE_URL"
          )
        )
    )
  )
}

const states: ReadonlyArray<MutationState> = ["accepted", "sending", "unknown", "needs_review"]

/** Longer than this nobody has looked. */
const longMillis = 3_600_000

const countOf = (mutations: ReadonlyArray<Mutation>, state: MutationState): number =>
  mutations.filter((mutation) => mutation.state === state).length

/** What waits in the journal, oldest first known. */
export const waitingFinding = (mutations: ReadonlyArray<Mutation>, now: number): Finding => {
  const waiting = { check: "journal-waiting", title: say("Changes not settled", "Perubahan belum tuntas") }
  if (mutations.length === 0) return well(waiting, say("none", "tidak ada"))
  const oldest = Math.min(...mutations.map(({ acceptedAt }) => acceptedAt))
  const review = countOf(mutations, "needs_review")
  const says = say(
    `${mutations.length}, the oldest for ${durationText(now - oldest)}; a person has to decide ${review}`,
    `${mutations.length}, yang tertua sejak ${durationText(now - oldest)} lalu; ${review} harus diputuskan seseorang`
  )
  if (review > 0) {
    return warning(
      waiting,
      says,
      say(
        "Look at them: finpay mutations list --state needs_review",
        "Lihat: finpay mutations list --state needs_review"
      )
    )
  }
  const seen = say(`${says}; see them: finpay mutations list --open`, `${says}; lihat: finpay mutations list --open`)
  return now - oldest < longMillis ? well(waiting, seen) : warning(
    waiting,
    says,
    say(
      "See them, and find out how the oldest ended: finpay mutations list --open",
      "Lihat, dan cari tahu akhirnya: finpay mutations list --open"
    )
  )
}

const unusable = (error: JournalUnavailable): Finding => {
  const indonesian = inIndonesian(error)
  const says = say(error.detail, `${indonesian.what} (${error.detail})`)
  const advice = say(error.nextStep, indonesian.nextStep ?? error.nextStep)
  return error.reason === "locked" ? unreachable(told, says, advice) : wrong(told, says, advice)
}

const openMutations = withRecords(Effect.fnUntraced(function*(journal) {
  const all: Array<Mutation> = []
  let after: string | undefined
  do {
    const page = yield* journal.list({ states, limit: 500, ...(after === undefined ? {} : { after }) })
    all.push(...page.mutations)
    after = page.next
  } while (after !== undefined)
  return all
}))

const check = Effect.gen(function*() {
  const { file, layer, withPlace } = yield* database
  const place = file ?? "FINPAY_DATABASE_URL"
  const disk = yield* checkDisk(file)
  // Looking must not make a journal where there is none.
  if (file !== undefined && !existsSync(file)) return [yield* checkPlace(file), ...disk]
  const mutations = yield* openMutations
  yield* Effect.mapError(Effect.provide(checkWritable, layer), (error) => withPlace(error))
  return [
    well(told, say(`${place}, of this version and writable`, `${place}, sesuai versi ini dan dapat ditulis`)),
    waitingFinding(mutations, yield* Clock.currentTimeMillis),
    ...disk
  ]
})

/** What is wrong with the merchant was told with the settings. */
const isOfJournal = ({ setting }: SettingProblem): boolean => /^(?:FINPAY_DATABASE_URL|FINPAY_JOURNAL_)/u.test(setting)

/**
 * Opens the journal as it is configured, and looks at what is in it. Changes no mutation; an older database is brought
 * forward, as by every command that opens it.
 */
export const checkJournal = check.pipe(
  Effect.catchTags({
    JournalUnavailable: (error) => Effect.succeed([unusable(error)]),
    ConfigurationProblem: ({ problems }) =>
      Effect.succeed(
        problems.filter(isOfJournal).map(({ problem, setting }) => wrong(told, `${setting} ${problem}`, mend))
      )
  })
)

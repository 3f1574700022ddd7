/** Comparisons that are kept as files: a report as it may come, and what must come of it. */
import { Effect, Schema, Stream } from "effect"
import { readFileSync } from "node:fs"
import { decodeMapping, delimiters, languages, reconcile, toCsv } from "../../src/index.ts"
import type { KnownEntry, Told } from "../../src/index.ts"

export const goldenCases = ["bank", "settlement"] as const

/** A file of a case. */
export const goldenFile = (name: string, file: string): URL => new URL(`../golden/${name}/${file}`, import.meta.url)

const Case = Schema.Struct({
  mapping: Schema.Unknown,
  known: Schema.Array(Schema.Unknown),
  told: Schema.Record(Schema.String, Schema.Unknown),
  language: Schema.Literals(languages),
  delimiter: Schema.Literals(delimiters)
})

const readCase = Schema.decodeUnknownEffect(Schema.fromJsonString(Case))

/** What comes of a case, as CSV. Finpay does not know what the case does not tell of. */
export const runGolden = (name: string) =>
  Effect.gen(function*() {
    const { delimiter, known, language, mapping, told } = yield* readCase(
      readFileSync(goldenFile(name, "case.json"), "utf8")
    )
    const compared = yield* reconcile({
      report: Stream.succeed(readFileSync(goldenFile(name, "report.csv"))),
      mapping: yield* decodeMapping(mapping),
      known: { kinds: ["refund"], entries: Stream.fromIterable(known as ReadonlyArray<KnownEntry>) },
      asking: {
        about: "all",
        perSecond: 1000,
        ask: ({ reference }) => Effect.succeed((told[reference] ?? { answer: "not_found", at: 7 }) as Told)
      }
    })
    return yield* Stream.mkString(Stream.decodeText(toCsv(compared, { language, delimiter })))
  }).pipe(Effect.scoped)

import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { readResults, resultsHeader } from "../support/batch-results.ts"
import {
  assertJsonFailure,
  assertTextFailure,
  doneJson,
  finpay,
  freshHome,
  type Given,
  jsonLines,
  oneJson
} from "../support/finpay.ts"
import { givenBack, putPaidOrders } from "../support/paid-orders.ts"
import { setFaults, SimulatorProcess } from "../support/simulator-process.ts"
import { stopped } from "../support/stopped.ts"
import { answeringCode, gateway, nobodyListens, stubServer } from "../support/stub-server.ts"
import { answering, onTerminal } from "../support/terminal.ts"

type Json = Readonly<Record<string, unknown>>

/** A folder with a file of refunds, a journal of its own, and so many paid orders of Rp 22.000: `A-1`, `A-2`, and so on. */
const desk = Effect.fnUntraced(function*(name: string, orders: number, content: string) {
  const { url } = yield* SimulatorProcess
  const paid = Array.from({ length: orders }, (_, at) => ({ id: `A-${at + 1}`, amount: 22_000 }))
  yield* Effect.promise(() => putPaidOrders(url, paid))
  const folder = freshHome()
  mkdirSync(folder)
  const file = join(folder, name)
  writeFileSync(file, content)
  const env = { FINPAY_BASE_URL: url, XDG_DATA_HOME: join(folder, "data") }
  const run = (flags: ReadonlyArray<string>, given: Given = {}) =>
    finpay(["refund-batch", ...flags], { ...given, env: { ...env, ...given.env } })
  const books = Effect.map(
    Effect.promise(() => givenBack(url)),
    (orders) => Object.fromEntries(orders.map(({ orderId, refunds }) => [orderId, refunds.map(({ amount }) => amount)]))
  )
  return { env, file, folder, results: `${file}.results.csv`, run, books }
})

const outcomesOf = (summary: Json): Json =>
  Object.fromEntries(
    Object.entries(summary["outcomes"] as Readonly<Record<string, { readonly lines: number }>>)
      .flatMap(([outcome, { lines }]) => lines === 0 ? [] : [[outcome, lines]])
  )

const csv = (...lines: ReadonlyArray<string>): string => `order,amount\n${lines.join("\n")}\n`

const manyLines = (count: number): string => csv(...Array.from({ length: count }, (_, at) => `A-${at + 1},10000`))

layer(SimulatorProcess.layer, { excludeTestServices: true })("refund-batch", (it) => {
  it.effect("gives back line by line, writes what came of each, and repeats nothing when it is run again", () =>
    Effect.gen(function*() {
      const { books, file, results, run } = yield* desk(
        "refunds.csv",
        2,
        "reason;Order;Amount\n\"=1+1; late\";A-1;10.000,00\nlate;A-2;22000\nwho?;NOBODY;5000\n"
      )
      const told = yield* run([file])
      assert.strictEqual(told.exitCode, 3)
      assert.match(
        told.stdout,
        /^OUTCOME +LINES +AMOUNT\nsucceeded +2 +Rp 32\.000\nrejected +1 +Rp 5\.000\nBatch +\w{16}\n/u
      )
      assert.match(told.stdout, /\nNext +1 of 3 lines were not given back: the results say why\n$/u)
      assert.strictEqual(told.stderr, "")
      const text = readFileSync(results, "utf8")
      assert.match(text, /^\uFEFFline;order;amount;key;mutation;outcome;message;trace_id;reason\r\n2;A-1;10000;batch:/u)
      assert.include(text, ";\"'=1+1; late\"\r\n")
      assert.match(
        text,
        /\r\n4;NOBODY;5000;batch:\w{16}:4;mut_\w+;rejected;Not found: .*4040001.*;[0-9a-f-]{36};who\?\r\n$/u
      )

      const again = yield* run([file, "--json"])
      assert.strictEqual(again.exitCode, 3)
      assert.strictEqual(again.stderr, "")
      const summary = oneJson(again.stdout)
      assert.deepStrictEqual(outcomesOf(summary), { succeeded: 2, rejected: 1 })
      assert.deepInclude(summary, { lines: 3, amount: 37_000, open: 0, before: 3, stopped: false, results })
      assert.strictEqual(readFileSync(results, "utf8"), text)
      assert.deepStrictEqual(yield* books, { "A-1": [10_000], "A-2": [22_000] })
    }))

  it.effect("a dry run says what a run would give back, of each order and in all, and sends nothing", () =>
    Effect.gen(function*() {
      const { books, file, results, run } = yield* desk("refunds.csv", 1, csv("A-1,1000", "A-2,5000", "A-1,2000"))
      const text = yield* run([file, "--dry-run"])
      assert.deepStrictEqual([text.exitCode, text.stderr], [0, ""])
      assert.match(
        text.stdout,
        /^ORDER +LINES +AMOUNT\nA-1 +2 +Rp 3\.000\nA-2 +1 +Rp 5\.000\n\nBatch .*\nTotal +Rp 8\.000\n/su
      )
      const json = doneJson(yield* run([file, "--dry-run", "--json"], { env: { LANG: "id_ID.UTF-8" } }))
      assert.deepInclude(json, { dryRun: true, lines: 3, amount: 8000, inJournal: 0 })
      assert.deepStrictEqual(json["orders"], [
        { order: "A-1", lines: 2, amount: 3000 },
        { order: "A-2", lines: 1, amount: 5000 }
      ])
      assert.deepStrictEqual(yield* books, { "A-1": [] })
      assert.isFalse(existsSync(results))
    }))

  it.effect("one bad line and nothing is sent: every one is named, in text, in JSON, and in Indonesian", () =>
    Effect.gen(function*() {
      const { books, file, results, run } = yield* desk(
        "refunds.csv",
        1,
        csv("A-1,10000", "A 2,22.000", "A-1,10000", "A-3,5000")
      )
      const text = yield* run([file])
      assertTextFailure(text, 2, /refunds\.csv: 2 of 4 lines cannot be used; nothing was sent\n/u)
      assert.deepStrictEqual(text.stderr.split("\n").slice(1), [
        "line 3: order \"A 2\" is not 1 to 30 letters, digits, dashes or underscores",
        "line 3: amount \"22.000\" may be thousands or a fraction: write it in digits, such as 22000",
        "line 4: gives back the same amount of the same order as line 2: if both are meant, give each a key of its own " +
        "in a column key, or say --again",
        ""
      ])
      const error = assertJsonFailure(yield* run([file, "--json"], { env: { LANG: "id_ID" } }), 2, "BadLines")
      assert.deepInclude(error, { lines: 4, bad: 2 })
      assert.deepStrictEqual((error["problems"] as ReadonlyArray<Json>).map(({ column, line }) => [line, column]), [
        [3, "order"],
        [3, "amount"],
        [4, undefined]
      ])
      const id = yield* run([file, "--lang", "id"])
      assertTextFailure(
        id,
        2,
        /2 dari 4 baris tidak dapat dipakai; tidak ada yang dikirim\nbaris 3: order "A 2" bukan/u
      )
      assert.deepStrictEqual(yield* books, { "A-1": [] })
      assert.isFalse(existsSync(results))
    }))

  it.effect("an edited file is another batch: what was asked for before is refused, and the way out is said", () =>
    Effect.gen(function*() {
      const { books, file, run } = yield* desk("refunds.csv", 3, csv("A-1,10000", "A-2,10000"))
      const first = doneJson(yield* run([file, "--json"]))
      const batch = String(first["batch"])
      writeFileSync(file, csv("A-1,10000", "A-2,7000", "A-3,10000"))
      const error = assertJsonFailure(yield* run([file, "--json"]), 3, "RefundedBefore")
      assert.match(String(error["nextStep"]), new RegExp(`--batch ${batch}\\..*--again`, "u"))
      const [repeat] = error["repeats"] as ReadonlyArray<Json>
      assert.deepInclude(repeat, { line: 2, order: "A-1", amount: 10_000, key: `batch:${batch}:2`, state: "succeeded" })
      assert.strictEqual(error["repeated"], 1)

      // That batch goes on; the line that was changed in it is told, and not sent.
      const on = oneJson((yield* run([file, "--batch", batch, "--json"])).stdout)
      assert.deepStrictEqual(outcomesOf(on), { succeeded: 2, key_reused: 1 })
      assert.deepStrictEqual(yield* books, { "A-1": [10_000], "A-2": [10_000], "A-3": [10_000] })

      // A line that was put in moves those behind it: their refunds are known all the same.
      writeFileSync(file, csv("A-4,1", "A-1,10000", "A-2,10000"))
      const moved = yield* run([file, "--batch", batch])
      assertTextFailure(moved, 3, /2 of 3 lines give back what was asked for before/u)
      assert.match(moved.stderr, /\nline 4: A-2 Rp 10\.000: mut_\w+ \(succeeded\), batch:\w+:3\nTake these lines out/u)

      // The same line, only saved again: --again alone is no sign that all of it is meant once more.
      writeFileSync(file, csv("A-1,10000").replaceAll("\n", "\r\n"))
      assertJsonFailure(yield* run([file, "--again", "--json"]), 3, "RefundedBefore")
      assert.deepStrictEqual((yield* books)["A-1"], [10_000])

      // Meant once more.
      const meant = yield* run([file, "--again", "--batch", "once-more", "--json"])
      assert.deepStrictEqual(outcomesOf(doneJson(meant)), { succeeded: 1 })
      assert.deepStrictEqual((yield* books)["A-1"], [10_000, 10_000])
    }))

  it.effect("a key column names the refunds: in another file they are the same ones", () =>
    Effect.gen(function*() {
      const { books, file, run } = yield* desk(
        "refunds.csv",
        1,
        "order,amount,key\nA-1,1000,ticket 7\nA-1,1000,ticket 8\n"
      )
      assert.deepStrictEqual(outcomesOf(doneJson(yield* run([file, "--json"]))), { succeeded: 2 })
      writeFileSync(file, "key,amount,order\nticket 8,1000,A-1\nticket 7,900,A-1\nticket 9,800,A-1\n")
      const summary = oneJson((yield* run([file, "--json"])).stdout)
      assert.deepStrictEqual(outcomesOf(summary), { succeeded: 2, key_reused: 1 })
      assert.deepStrictEqual(yield* books, { "A-1": [1000, 1000, 800] })
      // Without the column they would be other refunds: those that were made are known by order and amount.
      writeFileSync(file, csv("A-1,800"))
      assertTextFailure(yield* run([file]), 3, /1 of 1 lines give back what was asked for before/u)
    }))

  it.effect("a key column that the file was given later is no reason to give all of it back again", () =>
    Effect.gen(function*() {
      const { books, file, run } = yield* desk("refunds.csv", 2, csv("A-1,1000", "A-2,1000"))
      const batch = String(doneJson(yield* run([file, "--json"]))["batch"])
      writeFileSync(file, "order,amount,key\nA-1,1000,ticket 7\nA-2,1000,ticket 8\nA-1,500,ticket 9\n")
      for (const flags of [[], ["--again"], ["--batch", batch], ["--batch", "other"]]) {
        const error = assertJsonFailure(yield* run([file, ...flags, "--json"]), 3, "RefundedBefore")
        assert.strictEqual(error["repeated"], 2)
        assert.match(String(error["nextStep"]), /^They are lines of the batch \w{16}, which had no keys\./u)
      }
      assert.deepStrictEqual(yield* books, { "A-1": [1000], "A-2": [1000] })
      // Meant once more; and then the keys are known.
      const meant = doneJson(yield* run([file, "--again", "--batch", "once-more", "--json"]))
      assert.deepStrictEqual(outcomesOf(meant), { succeeded: 3 })
      assert.deepInclude(doneJson(yield* run([file, "--json"])), { before: 3 })
      assert.deepStrictEqual(yield* books, { "A-1": [1000, 1000, 500], "A-2": [1000, 1000] })
    }))

  it.effect("what an earlier command left behind is told where it is sent beside the batch; its own lines are not", () =>
    Effect.gen(function*() {
      const { env, file, run } = yield* desk(
        "refunds.csv",
        3,
        "order,amount,key\nA-1,1000,ticket 1\nA-2,1000,ticket 2\n"
      )
      const leave = Effect.fnUntraced(function*(order: string, ...flags: ReadonlyArray<string>) {
        const idle = { ...env, FINPAY_JOURNAL_WORKERS: "0" }
        const refund = ["refund", order, "--amount", "1000", "--wait", "1", "--json", ...flags]
        return assertJsonFailure(yield* finpay(refund, { env: idle }), 4, "NotYetSent")["mutation"] as Json
      })
      const other = yield* leave("A-3")
      yield* leave("A-1", "--key", "ticket 1")
      const text = yield* run([file])
      assert.strictEqual(text.exitCode, 0, text.stderr)
      assert.match(
        text.stdout,
        new RegExp(
          `\nAlso sent +refund of A-3, Rp 1\\.000: succeeded, left by an earlier command \\(${
            String(other["id"])
          }\\)\n`,
          "u"
        )
      )
      assert.strictEqual(text.stdout.match(/Also sent/gu)?.length, 1)
      const { id } = yield* leave("A-3", "--key", "another")
      assert.deepStrictEqual(doneJson(yield* run([file, "--json"]))["alsoSent"], [id])
      assert.notProperty(doneJson(yield* run([file, "--json"])), "alsoSent")
    }))

  it.effect("results that cannot be written at the end are told, and 4: it is not known which line was given back", () =>
    Effect.gen(function*() {
      const { env, file, folder } = yield* desk("refunds.csv", 0, csv("A-1,1000"))
      const out = join(folder, "out")
      mkdirSync(out)
      const yes = answeringCode("2000000")
      const FINPAY_BASE_URL = yield* stubServer(gateway((request, response) => {
        rmSync(out, { recursive: true, force: true })
        yes(request, response)
      }))
      const batch = ["refund-batch", file, "--json", "--out"]
      const ended = yield* finpay([...batch, join(out, "results.csv")], { env: { ...env, FINPAY_BASE_URL } })
      assert.strictEqual(ended.exitCode, 4, ended.stderr)
      assert.deepInclude(outcomesOf(oneJson(ended.stdout)), { succeeded: 1 })
      assert.deepInclude(oneJson(ended.stdout), { results: null, open: 0 })
      assert.match(
        String(oneJson(ended.stdout)["notWritten"]),
        /^--out \S+: cannot be written: there is no such folder$/u
      )
      const again = yield* finpay([...batch, join(folder, "results.csv")], { env: { ...env, FINPAY_BASE_URL } })
      assert.deepInclude(doneJson(again), { before: 1 })
    }))

  it.effect("standard input to standard output, the summary beside it; JSON Lines by the name of the file", () =>
    Effect.gen(function*() {
      const { books, env, folder } = yield* desk("unused", 2, "")
      const stdin =
        "{\"order\":\"A-1\",\"amount\":1000,\"ticket\":7}\n{\"order\":\"A-2\",\"amount\":\"2000\",\"key\":\"b\"}\n"
      const piped = yield* finpay(["refund-batch"], { env, stdin })
      assert.strictEqual(piped.exitCode, 0, piped.stderr)
      assert.match(
        piped.stdout,
        /^\uFEFFline,order,amount,.*,ticket\r\n1,A-1,1000,batch:.*,7\r\n2,A-2,2000,b,mut_.*,\r\n$/u
      )
      assert.match(piped.stderr, /^OUTCOME.*\nsucceeded +2 +Rp 3\.000\n/su)
      const quiet = yield* finpay(["refund-batch", "-", "--quiet"], { env, stdin })
      assert.deepStrictEqual([quiet.stdout, quiet.exitCode], [piped.stdout, 0])

      const refused = yield* finpay(["refund-batch", "-", "--json"], { env, stdin })
      assert.match(String(assertJsonFailure(refused, 2, "UsageError")["message"]), /--out: name a file/u)
      const out = join(folder, "out.jsonl")
      doneJson(yield* finpay(["refund-batch", "-", "--json", "--out", out], { env, stdin }))
      const [one, two] = jsonLines(readFileSync(out, "utf8"))
      assert.deepInclude(one, { line: 1, order: "A-1", amount: 1000, outcome: "succeeded", input: { ticket: "7" } })
      assert.deepInclude(two, { line: 2, key: "b", input: {} })
      assert.deepStrictEqual(yield* books, { "A-1": [1000], "A-2": [2000] })
    }))

  it.effect("results that could not be written are told before anything is sent: 2", () =>
    Effect.gen(function*() {
      const { books, file, folder, results, run } = yield* desk("refunds.csv", 1, csv("A-1,10000"))
      symlinkSync(file, join(folder, "link"))
      for (
        const [out, problem] of [
          [folder, /it is not a file/u],
          ["/dev/null", /it is not a file/u],
          [join(folder, "no", "where.csv"), /there is no such folder/u],
          [file, /is the input itself/u],
          [join(folder, "link"), /is the input itself/u]
        ] as const
      ) {
        assertTextFailure(yield* run([file, "--out", out]), 2, problem)
      }
      assert.deepStrictEqual(yield* books, { "A-1": [] })
      assert.deepStrictEqual(readdirSync(folder).sort(), ["data", "link", "refunds.csv"])
      // A link stays one: what it leads to is replaced.
      symlinkSync(results, join(folder, "latest"))
      writeFileSync(results, "old")
      doneJson(yield* run([file, "--out", join(folder, "latest"), "--json"]))
      assert.strictEqual(readlinkSync(join(folder, "latest")), results)
      assert.strictEqual((yield* readResults(results)).lines.length, 1)
    }))

  it.effect("where nothing can be reached it stops after ten lines with 6, and the next run does it all", () =>
    Effect.gen(function*() {
      const { books, file, results, run } = yield* desk("refunds.csv", 30, manyLines(30))
      const FINPAY_BASE_URL = nobodyListens
      const stopped = yield* run([file, "--json", "--concurrency", "1"], { env: { FINPAY_BASE_URL } })
      assert.strictEqual(stopped.exitCode, 6)
      assert.strictEqual(oneJson(stopped.stderr)["_tag"], "Unavailable")
      assert.deepStrictEqual(outcomesOf(oneJson(stopped.stdout)), { rejected: 10, not_sent: 20 })
      assert.deepInclude(oneJson(stopped.stdout), { open: 30, stopped: true })
      assert.strictEqual((yield* readResults(results)).lines.length, 30)

      assert.deepStrictEqual(outcomesOf(doneJson(yield* run([file, "--json"]))), { succeeded: 30 })
      assert.isTrue(Object.values(yield* books).every((refunds) => refunds.length === 1))
    }))

  it.effect("credentials that are refused stop it at once: 5", () =>
    Effect.gen(function*() {
      const { file, run } = yield* desk("refunds.csv", 0, manyLines(30))
      const env = { FINPAY_ENV: "local", FINPAY_MERCHANT_ID: "FINPAY001", FINPAY_MERCHANT_KEY: "wrong" }
      const ended = yield* run([file, "--concurrency", "1"], { env })
      assert.strictEqual(ended.exitCode, 5)
      assert.match(ended.stderr, /^finpay: Not authenticated/u)
      assert.match(ended.stdout, /\nrejected +1 .*\nnot_sent +29 /u)
    }))

  it.effect("an outcome that is not known is 4; the next run finds it out and sends nothing twice", () =>
    Effect.gen(function*() {
      const { books, env, file, results, run } = yield* desk("refunds.csv", 3, manyLines(3))
      yield* setFaults([{ kind: "lost-answer", operation: "refund", orderId: "A-2" }])
      const first = yield* run([file, "--wait", "5", "--json"], {
        env: { FINPAY_JOURNAL_CHECK_DELAYS_SECONDS: "60" }
      })
      assert.strictEqual(first.exitCode, 4)
      assert.strictEqual(first.stderr, "")
      assert.deepStrictEqual(outcomesOf(oneJson(first.stdout)), { succeeded: 2, unknown: 1 })
      const lost = (yield* readResults(results)).lines[1]
      assert.match(lost?.message ?? "", /finpay finds out: run the same batch again, or finpay mutations resolve mut_/u)

      const resolve = ["mutations", "resolve", lost?.mutation ?? "", "--json"]
      doneJson(yield* finpay(resolve, { env }))
      assert.deepStrictEqual(outcomesOf(doneJson(yield* run([file, "--json"]))), { succeeded: 3 })
      const { header, lines } = yield* readResults(results)
      assert.deepStrictEqual(header, resultsHeader)
      assert.match(lines[1]?.message ?? "", /its answer was lost/u)
      assert.deepStrictEqual(yield* books, { "A-1": [10_000], "A-2": [10_000], "A-3": [10_000] })
    }))

  it.effect("Ctrl-C: nothing more is sent, every line is in the results, and what was on its way is 4", () =>
    Effect.gen(function*() {
      const { env, file, results, run } = yield* desk("refunds.csv", 20, manyLines(20))
      let answered = 0
      const yes = answeringCode("2000000")
      const server = (stop: () => void) =>
        gateway((request, response) => {
          answered += 1
          if (answered > 3) return stop()
          yes(request, response)
        })
      const told = yield* stopped(["refund-batch", file, "--concurrency", "1", "--json"], "SIGINT", server, env)
      assert.strictEqual(told.exitCode, 4, told.stderr)
      assert.strictEqual(told.stderr, "")
      assert.deepStrictEqual(outcomesOf(oneJson(told.stdout)), { succeeded: 3, unknown: 1, not_sent: 16 })
      const { lines } = yield* readResults(results)
      assert.deepStrictEqual(lines.map(({ outcome }) => outcome), [
        ...Array.from({ length: 3 }, () => "succeeded"),
        "unknown",
        ...Array.from({ length: 16 }, () => "not_sent")
      ])

      // The next run sends the others. Of the one that left nobody has said yet that it was not carried out.
      const soon = { FINPAY_JOURNAL_LEASE_SECONDS: "1" }
      const after = oneJson((yield* run([file, "--json", "--wait", "5"], { env: soon })).stdout)
      assert.deepStrictEqual(outcomesOf(after), { succeeded: 19, unknown: 1 })
    }))

  it.effect("in production a person types the total, and a script says --yes --no-input", () =>
    Effect.gen(function*() {
      const { file, folder } = yield* desk("refunds.csv", 0, manyLines(2))
      const FINPAY_BASE_URL = yield* stubServer(gateway(answeringCode("2000000")))
      const env = {
        FINPAY_ENV: "production",
        FINPAY_MERCHANT_ID: "M-1",
        FINPAY_MERCHANT_KEY: "key",
        FINPAY_BASE_URL,
        XDG_DATA_HOME: join(folder, "data")
      }
      const batch = ["refund-batch", file]
      assertTextFailure(yield* finpay([...batch, "--yes"], { env }), 2, /nothing was sent.*--yes --no-input/u)
      const wrong = yield* onTerminal(batch, { env }, answering("10000\r"))
      assert.strictEqual(wrong.exitCode, 2, wrong.text)
      assert.match(
        wrong.text,
        /PRODUCTION.*Lines +2.*Total +Rp 20\.000.*M-1.*To go on, type the total.*is not the total/su
      )
      const right = yield* onTerminal(batch, { env }, answering("20000\r"))
      assert.strictEqual(right.exitCode, 0, right.text)
      assert.deepStrictEqual(
        outcomesOf(doneJson(yield* finpay([...batch, "--yes", "--no-input", "--json"], { env }))),
        { succeeded: 2 }
      )
    }))

  it.effect("on a terminal a bar shows how far it is, and is gone at the end", () =>
    Effect.gen(function*() {
      for (const [columns, lang] of [[40, "en"], [200, "id"]] as const) {
        const { env, file } = yield* desk("refunds.csv", 40, manyLines(40))
        const shown = lang === "en" ? /\d+% \d+\/40 done/u : /\[#+-*\] \d+% \d+\/40 selesai {2}succeeded \d+/u
        const ended = yield* onTerminal(["refund-batch", file, "--lang", lang, "--rate", "40"], { env, columns })
        assert.strictEqual(ended.exitCode, 0, ended.text)
        assert.match(ended.raw, shown)
        assert.notMatch(ended.text, shown)
        assert.match(ended.text, lang === "en" ? /^OUTCOME/u : /^HASIL +BARIS +JUMLAH\nsucceeded +40 +Rp 400\.000\n/u)
        assert.notInclude(ended.raw, "\u001b[2J")
      }
    }))
})

import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { assertJsonFailure, assertTextFailure, doneJson, doneText, finpay, freshHome } from "../support/finpay.ts"
import {
  paidOrder,
  requestsOf,
  setFaults,
  simulatorEnvironment,
  SimulatorProcess,
  withSimulator
} from "../support/simulator-process.ts"
import { answeringCode, gateway, stubServer } from "../support/stub-server.ts"
import { answering, onTerminal } from "../support/terminal.ts"

type Json = Readonly<Record<string, unknown>>

const refund = (order: string, amount: string, ...flags: ReadonlyArray<string>) =>
  withSimulator(["refund", order, "--amount", amount, ...flags, "--json"])

const idOf = (told: Json): string => String((told["mutation"] as Json)["id"])

/** A refund that was lost on its way: unknown, and nothing is to be seen of it. */
const lost = Effect.fnUntraced(function*(order: string) {
  yield* paidOrder(order)
  yield* setFaults([{ kind: "connection-reset", operation: "refund", orderId: order }])
  return idOf(assertJsonFailure(yield* refund(order, "5000", "--wait", "3"), 4, "OutcomeUnknown"))
})

const list = (...flags: ReadonlyArray<string>) =>
  Effect.map(
    withSimulator(["mutations", "list", ...flags, "--json"]),
    (ended) => doneJson(ended) as { readonly mutations: ReadonlyArray<Json>; readonly next?: string }
  )

const show = (id: string) => Effect.map(withSimulator(["mutations", "show", id, "--json"]), doneJson)

layer(SimulatorProcess.layer)("mutations list", (it) => {
  it.effect("newest first, in pages, by state, operation and order", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* list(), { mutations: [] })
      yield* paidOrder("LIST-1")
      yield* paidOrder("LIST-2")
      const ids: Array<string> = []
      for (const order of ["LIST-1", "LIST-2", "LIST-1"]) ids.unshift(idOf(doneJson(yield* refund(order, "1000"))))
      const declined = assertJsonFailure(yield* refund("LIST-1", "22000"), 3, "Declined")
      ids.unshift(idOf(declined))

      const idsOf = ({ mutations }: { readonly mutations: ReadonlyArray<Json> }) => mutations.map(({ id }) => id)
      const all = yield* list()
      assert.deepStrictEqual(idsOf(all), ids)
      assert.notProperty(all, "next")
      assert.strictEqual((all.mutations[0]?.["error"] as Json | undefined)?.["_tag"], "Declined")
      assert.deepStrictEqual(idsOf(yield* list("--order", "LIST-2")), [ids[2]])
      assert.deepStrictEqual(idsOf(yield* list("--state", "rejected", "--state", "unknown")), [ids[0]])
      assert.deepStrictEqual(idsOf(yield* list("--operation", "void")), [])
      const first = yield* list("--limit", "3")
      assert.deepStrictEqual([idsOf(first), first.next], [ids.slice(0, 3), ids[2]])
      assert.deepStrictEqual(yield* list("--limit", "3", "--after", String(first.next)), {
        mutations: all.mutations.slice(3)
      })

      const text = doneText(yield* withSimulator(["mutations", "list", "--limit", "1"]))
      assert.match(text, /^MUTATION +SINCE \(WIB\) +CHANGE +AMOUNT +STATE\n/u)
      assert.match(
        text,
        new RegExp(
          `\n${ids[0]} +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +refund LIST-1 +Rp 22\\.000 +rejected\n` +
            `There are more: --after ${ids[0]}\n$`,
          "u"
        )
      )
    }))

  it.effect("flags that cannot be used: 2", () =>
    Effect.gen(function*() {
      for (
        const [flag, value] of [
          ["--state", "lost"],
          ["--operation", "initiate"],
          ["--limit", "0"],
          ["--limit", "501"],
          ["--open", "--state=unknown"]
        ] as const
      ) {
        const ended = yield* withSimulator(["mutations", "list", flag, value, "--json"])
        assert.include(String(assertJsonFailure(ended, 2, "UsageError")["message"]), flag)
      }
    }))
})

layer(SimulatorProcess.layer)("mutations list --open", (it) => {
  it.effect("only what is not settled; none; closed ones say which way; fits 80 columns", () =>
    Effect.gen(function*() {
      assert.strictEqual(doneText(yield* withSimulator(["mutations", "list"])), "None.\n")
      yield* paidOrder("INV-OPEN-2")
      doneJson(yield* refund("INV-OPEN-2", "12000"))
      const id = yield* lost("INV-OPEN-1")
      const waiting = idOf(assertJsonFailure(yield* refund("INV-OPEN-1", "6000", "--wait", "1"), 4, "NotYetSent"))
      assert.deepStrictEqual((yield* list("--open")).mutations.map((one) => one["id"]), [waiting, id])

      const close = ["mutations", "close", id, "--as", "not-applied", "--reason", "case 1", "--yes"]
      doneText(yield* withSimulator(close))
      const { text } = yield* onTerminal(["mutations", "list"], { env: yield* simulatorEnvironment })
      assert.match(text, /^MUTATION +SINCE \(WIB\) +CHANGE +AMOUNT +STATE\n/u)
      assert.match(text, new RegExp(`\n${id} .* closed \\(not\n`, "u"))
      assert.deepStrictEqual(text.split("\n").filter((line) => line.length > 80), [])
    }))
})

layer(SimulatorProcess.layer)("mutations show", (it) => {
  it.effect("by id and by key, with all that happened", () =>
    Effect.gen(function*() {
      yield* paidOrder("SHOW-1")
      const id = idOf(doneJson(yield* refund("SHOW-1", "1000", "--key", "show-1", "--actor", "till 7")))
      const shown = yield* show(id)
      assert.deepStrictEqual(shown, doneJson(yield* withSimulator(["mutations", "show", "--key", "show-1", "--json"])))
      assert.deepStrictEqual(
        [shown["state"], shown["decidedBy"], shown["actor"], shown["account"], shown["request"]],
        ["succeeded", "answer", "till 7", "local/FINPAY001", { order: { id: "SHOW-1", amount: 1000 } }]
      )
      assert.strictEqual((shown["answer"] as Json)["responseCode"], "2000000")
      const history = shown["history"] as ReadonlyArray<Json>
      assert.deepStrictEqual(history.map(({ actor, event, to }) => [actor, event, to]), [
        ["till 7", "accepted", "accepted"],
        ["journal", "sending", "sending"],
        ["journal", "answered", "succeeded"]
      ])
      const traceId = String(history[2]?.["traceId"])
      assert.strictEqual((shown["answer"] as Json)["traceId"], traceId)

      const text = doneText(yield* withSimulator(["mutations", "show", id]))
      assert.match(text, new RegExp(`^Mutation +${id}\nKey +show-1\nState +succeeded: Finpay did it\n`, "u"))
      assert.match(
        text,
        /\nMerchant +local\/FINPAY001\nAsked by +till 7\nSince +.* WIB\nBefore +PAID, Rp 22\.000 paid, at /u
      )
      assert.match(
        text,
        /\n\nWHEN +WHO +WHAT +STATE +WHY\n\d{4}-\S+ \S+ WIB +till 7 +accepted +accepted +written down/u
      )
      assert.match(
        text,
        new RegExp(
          "answered +succeeded +Finpay carried it out\n\nWHEN +WHAT +FINPAY'S TRACE ID\n" +
            `.* WIB +answered +${traceId}\n$`,
          "u"
        )
      )
    }))

  it.effect("one that is not there: 3; neither or both of id and key: 2", () =>
    Effect.gen(function*() {
      assertTextFailure(yield* withSimulator(["mutations", "show", "mut_0"]), 3, /There is no mutation mut_0\./u)
      const byKey = yield* withSimulator(["mutations", "show", "--key", "nobody", "--json"])
      assert.match(String(assertJsonFailure(byKey, 3, "MutationNotFound")["message"]), /nobody/u)
      assertJsonFailure(yield* withSimulator(["mutations", "show", "--json"]), 2, "UsageError")
      assertJsonFailure(yield* withSimulator(["mutations", "show", "mut_0", "--key", "k", "--json"]), 2, "UsageError")
    }))
})

layer(SimulatorProcess.layer)("mutations resolve", (it) => {
  it.effect("asks Finpay now; what cannot be decided yet stays unknown: 4, and nothing is sent", () =>
    Effect.gen(function*() {
      const id = yield* lost("ASK-1")
      const before = (yield* requestsOf("ASK-1", "checkStatus")).length
      const ended = yield* withSimulator(["mutations", "resolve", id, "--wait", "3", "--json"])
      const error = assertJsonFailure(ended, 4, "OutcomeUnknown")
      assert.strictEqual(idOf(error), id)
      assert.notProperty(error, "replayed")
      assert.isAbove((yield* requestsOf("ASK-1", "checkStatus")).length, before)
      assert.strictEqual((yield* requestsOf("ASK-1", "refund")).length, 1)
    }))

  it.effect("tells what is settled as the change itself would", () =>
    Effect.gen(function*() {
      yield* paidOrder("ASK-2")
      const done = doneJson(yield* refund("ASK-2", "5000"))
      const { replayed: _, ...told } = done
      const resolve = ["mutations", "resolve", idOf(done)]
      assert.deepStrictEqual(doneJson(yield* withSimulator([...resolve, "--json"])), told)
      assert.match(doneText(yield* withSimulator(resolve)), /^Refunded Rp 5\.000 of ASK-2\.\nFinpay +2000000/u)
      const declined = assertJsonFailure(yield* refund("ASK-2", "99000"), 3, "Declined")
      assertJsonFailure(yield* withSimulator(["mutations", "resolve", idOf(declined), "--json"]), 3, "Declined")
      assertJsonFailure(yield* withSimulator(["mutations", "resolve", "mut_0", "--json"]), 3, "MutationNotFound")
    }))

  it.effect("sends what was written down and not sent", () =>
    Effect.gen(function*() {
      const first = yield* lost("ASK-3")
      const waiting = assertJsonFailure(yield* refund("ASK-3", "6000", "--wait", "1"), 4, "NotYetSent")
      const close = ["mutations", "close", first, "--as", "not-applied", "--reason", "case 1", "--yes", "--json"]
      doneJson(yield* withSimulator(close))
      const sent = doneJson(yield* withSimulator(["mutations", "resolve", idOf(waiting), "--json"]))
      assert.strictEqual(sent["amount"], 6000)
      assert.strictEqual((yield* requestsOf("ASK-3", "refund")).length, 2)
    }))

  it.effect("what evidence cannot decide needs a person: 4, and how to close it", () =>
    Effect.gen(function*() {
      yield* paidOrder("ASK-4")
      doneJson(yield* refund("ASK-4", "1000"))
      yield* setFaults([{ kind: "lost-answer", operation: "refund", orderId: "ASK-4" }])
      const env = { FINPAY_JOURNAL_UNDECIDED_CHECKS: "1", FINPAY_JOURNAL_UNDECIDED_SECONDS: "0" }
      const second = ["refund", "ASK-4", "--amount", "2000", "--json"]
      const error = assertJsonFailure(yield* withSimulator(second, { env }), 4, "OutcomeUnknown")
      const mutation = error["mutation"] as Json
      assert.strictEqual(mutation["state"], "needs_review")
      const shown = doneText(yield* withSimulator(["mutations", "show", String(mutation["id"])]))
      assert.match(shown, /\nNext +look in Finpay's dashboard, then: finpay mutations close mut_\w+ --as applied/u)
      assert.match(
        String(error["nextStep"]),
        new RegExp(`finpay mutations close ${String(mutation["id"])} --as applied`, "u")
      )
      const text = yield* withSimulator(["mutations", "resolve", String(mutation["id"])])
      assertTextFailure(
        text,
        4,
        /OUTCOME UNKNOWN.*\nDo NOT repeat it\. What Finpay answers cannot decide it\. .*dashboard.*support, then close it: /u
      )
      assert.match(
        text.stderr,
        /\nBefore +PARTIALLY_REFUNDED, .*; given back before, or perhaps: Rp 1\.000\nAfter +PARTIALLY/u
      )
    }))
})

layer(SimulatorProcess.layer)("mutations close", (it) => {
  const close = (
    id: string,
    as: string,
    ...flags: ReadonlyArray<string>
  ) => ["mutations", "close", id, "--as", as, ...flags]
  const because = ["--reason", "Finpay's support: case 881"]

  it.effect("a person says that it was applied: who and why stay, and the change says so from then on", () =>
    Effect.gen(function*() {
      const id = yield* lost("CLOSE-1")
      const told = doneJson(
        yield* withSimulator(close(id, "applied", ...because, "--actor", "budi", "--yes", "--json"))
      )
      const closed = told["mutation"] as Json
      assert.deepStrictEqual([closed["state"], closed["closedAs"], closed["decidedBy"]], [
        "closed",
        "applied",
        "person"
      ])
      const last = ((yield* show(id))["history"] as ReadonlyArray<Json>).at(-1)
      assert.deepStrictEqual([last?.["actor"], last?.["event"], last?.["reason"]], ["budi", "closed", because[1]])
      const resolved = doneJson(yield* withSimulator(["mutations", "resolve", id, "--json"]))
      assert.strictEqual(resolved["why"], "budi says so: Finpay's support: case 881")
      const again = yield* withSimulator(close(id, "applied", ...because, "--yes", "--json"))
      assertJsonFailure(again, 3, "NotInState")
    }))

  it.effect("as not applied: 0 for closing it, 3 for the change", () =>
    Effect.gen(function*() {
      const id = yield* lost("CLOSE-2")
      const text = doneText(yield* withSimulator(close(id, "not-applied", ...because, "--yes")))
      assert.match(
        text,
        /\nState +closed: .*\nOperation +refund of CLOSE-2\nAmount +Rp 5\.000\nClosed as +not-applied\nReason +Finpay's support: case 881\n$/u
      )
      const other = yield* withSimulator(close(id, "applied", ...because, "--yes", "--json"))
      assert.match(String(assertJsonFailure(other, 3, "NotInState")["message"]), /closed as not-applied; .* --correct/u)
      doneJson(yield* withSimulator(close(id, "applied", ...because, "--correct", "--yes", "--json")))
      doneJson(yield* withSimulator(close(id, "not-applied", ...because, "--correct", "--yes", "--json")))
      const ended = yield* withSimulator(["mutations", "resolve", id, "--json"])
      assert.strictEqual(assertJsonFailure(ended, 3, "NotApplied")["safeToRetry"], true)
    }))

  it.effect("one that was not sent is withdrawn, and can only be that", () =>
    Effect.gen(function*() {
      yield* lost("CLOSE-3")
      const id = idOf(assertJsonFailure(yield* refund("CLOSE-3", "6000", "--wait", "1"), 4, "NotYetSent"))
      const applied = yield* withSimulator(close(id, "applied", ...because, "--yes", "--json"))
      assert.match(String(assertJsonFailure(applied, 3, "NotInState")["message"]), /was not sent/u)
      const told = doneJson(yield* withSimulator(close(id, "not-applied", ...because, "--yes", "--json")))
      assert.strictEqual((told["mutation"] as Json)["state"], "rejected")
      assert.strictEqual((yield* requestsOf("CLOSE-3", "refund")).length, 1)
    }))

  it.effect("needs a person, or --yes; a reason; and a word of what happened: 2", () =>
    Effect.gen(function*() {
      const id = yield* lost("CLOSE-4")
      const wrong = [
        close(id, "applied", ...because),
        close(id, "applied", "--yes"),
        close(id, "maybe", ...because, "--yes"),
        ["mutations", "close", id, ...because, "--yes"]
      ]
      for (const args of wrong) assertJsonFailure(yield* withSimulator([...args, "--json"]), 2, "UsageError")
      const blank = yield* withSimulator(close(id, "applied", "--reason", " ", "--yes", "--json"))
      assert.deepStrictEqual(assertJsonFailure(blank, 2, "InvalidRequest")["problems"], [
        { field: "reason", problem: "is required" }
      ])
      assertJsonFailure(
        yield* withSimulator([...close("mut_0", "applied", ...because), "--json"]),
        3,
        "MutationNotFound"
      )
      assert.strictEqual((yield* show(id))["state"], "unknown")
    }))

  it.effect("what waits for it is named before it is closed, and after; it is sent next, which is said then", () =>
    Effect.gen(function*() {
      const first = yield* lost("CLOSE-6")
      const waiting = yield* withSimulator(["refund", "CLOSE-6", "--amount", "5000", "--key", "same", "--wait", "1"])
      assertTextFailure(
        waiting,
        4,
        /waits for refund of CLOSE-6, Rp 5\.000, unknown .* is sent by itself.*If this is the same change as that one, withdraw this one: finpay mutations close mut_\w+ --as not-applied/u
      )
      assert.match(waiting.stderr, new RegExp(`\nFind out first +finpay mutations resolve ${first}\n`, "u"))
      const [id = ""] = /mut_\w+(?=\nKey +same)/u.exec(waiting.stderr) ?? []
      const args = close(first, "not-applied", ...because)
      const asked = yield* onTerminal(args, { env: yield* simulatorEnvironment }, answering(`${first}\r`))
      assert.strictEqual(asked.exitCode, 0, asked.text)
      assert.match(
        asked.text,
        new RegExp(
          `Waits for it +refund of CLOSE-6, Rp 5\\.000 \\(${id}\\).*is sent then.*To go on.*` +
            `Sent next +refund of CLOSE-6, Rp 5\\.000 \\(${id}\\)`,
          "su"
        )
      )
      yield* paidOrder("CLOSE-7")
      const other = doneText(yield* withSimulator(["refund", "CLOSE-7", "--amount", "1000", "--key", "later"]))
      assert.include(other, `refund of CLOSE-6, Rp 5.000: succeeded, left by an earlier command (${id})`)
      assert.strictEqual((yield* requestsOf("CLOSE-6", "refund")).length, 2)
    }))

  it.effect("on a terminal the mutation is typed", () =>
    Effect.gen(function*() {
      const id = yield* lost("CLOSE-5")
      const env = yield* simulatorEnvironment
      const args = close(id, "applied", "--reason", "seen")
      const otherwise = yield* onTerminal(args, { env }, answering("yes\r"))
      assert.strictEqual(otherwise.exitCode, 2, otherwise.text)
      assert.match(
        otherwise.text,
        /Close it as +applied.*To go on, type the id above\s+\(mut_\w+\): .*nothing was closed/su
      )
      assert.strictEqual((yield* show(id))["state"], "unknown")
      const typed = yield* onTerminal(args, { env }, answering(`${id}\r`))
      assert.strictEqual(typed.exitCode, 0, typed.text)
      assert.strictEqual((yield* show(id))["state"], "closed")
    }))
})

describe("reading and closing", () => {
  it.effect("need the merchant and no credentials, ask Finpay nothing, and leave waiting work alone", () =>
    Effect.gen(function*() {
      let requests = 0
      const FINPAY_BASE_URL = yield* stubServer(gateway((request, response) => {
        requests += 1
        answeringCode("2000000")(request, response)
      }))
      const merchant = { FINPAY_ENV: "production", FINPAY_MERCHANT_ID: "M-1", XDG_DATA_HOME: freshHome() }
      const key = { FINPAY_MERCHANT_KEY: "key", FINPAY_BASE_URL }
      const refund = ["refund", "INV-1", "--amount", "1000", "--yes", "--no-input", "--json"]
      const { mutation } = doneJson(yield* finpay(refund, { env: { ...merchant, ...key } }))
      const { id } = mutation as Json
      const asked = requests
      const listed = doneJson(yield* finpay(["mutations", "list", "--json"], { env: merchant }))
      assert.deepStrictEqual((listed["mutations"] as ReadonlyArray<Json>).map((one) => one["id"]), [id])
      doneJson(yield* finpay(["mutations", "show", String(id), "--json"], { env: merchant }))
      doneJson(yield* finpay(["audit", "verify", "--json"], { env: merchant }))
      assert.strictEqual(requests, asked)

      // Another merchant, or the sandbox, has a journal of its own in the same database.
      const sandbox = yield* finpay(["mutations", "list", "--json"], { env: { ...merchant, FINPAY_ENV: "sandbox" } })
      assert.deepStrictEqual(doneJson(sandbox), { mutations: [] })
      const { FINPAY_MERCHANT_ID: _, ...nobody } = merchant
      const error = assertJsonFailure(
        yield* finpay(["mutations", "list", "--json"], { env: nobody }),
        5,
        "ConfigurationProblem"
      )
      assert.match(String(error["message"]), /FINPAY_MERCHANT_ID/u)
    }))
})

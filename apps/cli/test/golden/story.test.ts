/**
 * What a person reads in both languages, and a script in JSON, of every verb. Written anew with
 * `vitest run test/golden -u`.
 */
import { assert, describe, it } from "@effect/vitest"
import { localCredentials } from "@openfinpay/finpay-core"
import { Effect } from "effect"
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect } from "vitest"
import type { Language } from "../../src/language.ts"
import { type Cli, cliIn } from "../support/cli-in.ts"
import { pathsOf } from "../support/command-paths.ts"
import { startSimulator } from "../support/simulator-process.ts"
import { story } from "../support/story.ts"

const call = {
  kind: "symmetric",
  method: "POST",
  path: "/v1.0/qr/qr-mpm-query",
  body: "{}",
  timestamp: "2026-11-21T16:05:00+07:00",
  token: "a-token",
  secret: "a-secret"
}

const callback = JSON.stringify({
  merchant: { id: "FINPAY001" },
  customer: { id: "C-1" },
  order: { id: "INV-1", reference: "ref-1", amount: 22000, currency: "IDR" },
  transaction: { acquirerId: "bca" },
  sourceOfFunds: { type: "vabca" },
  meta: { data: {} },
  result: { payment: { status: "PAID", amount: 22000, reference: "ref-1", datetime: "2026-11-21 16:05:00" } }
})

/** The files that the story names. */
const files = {
  "faults.json": JSON.stringify([{ kind: "connection-reset", operation: "refund", orderId: "INV-6" }]),
  "refunds.csv": "order,amount,key\nINV-1,1000,line-1\nINV-1,2000,line-2\nINV-9,3000,line-3\n",
  "wrong.csv": "order,amount,key\nINV-1,1.000,line-1\n,2000,line-2\n",
  "report.csv": "order,amount\nINV-1,10000\nINV-7,4000\n",
  "callback.json": callback,
  "call.json": JSON.stringify(call),
  "key.txt": localCredentials.merchantKey
}

/** What the merchant got from elsewhere: signed by finpay itself, right and wrong. */
const addSigned = async (cli: Cli, folder: string, env: Readonly<Record<string, string>>) => {
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content)
  const signed = (await cli(["callback", "sign", join(folder, "callback.json")], { env })).stdout
  write("signed.json", signed)
  write("forged.json", signed.replace("22000", "99000"))
  const signature = (await cli(["snap", "sign", join(folder, "call.json")], { env })).stdout.trim()
  write("signed-call.json", JSON.stringify({ ...call, signature }))
  write("wrong-call.json", JSON.stringify({ ...call, signature, body: "[]" }))
}

const qrText = "00020101021226620016ID.CO.FINPAY.WWW01189360077703000000010209FINPAY0010303UME51440014ID.CO.QRIS.WWW" +
  "0215ID10203000000010303UME520459995303360540450005802ID5914TOKO SIMULATOR6007JAKARTA61051011062070103S-16304571B"

const zeros = (text: string): string => text.replace(/[0-9a-z]/gu, "0")

/** Puts zeros in place of what is new in every run. Widths stay as they are, so that tables do. */
const masked = (text: string, folder: string): string =>
  text
    .replaceAll(`${folder}/`, "./")
    .replace(/mut_[0-9a-z]{21}/gu, (id) => `mut_${zeros(id.slice(4))}`)
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gu, zeros)
    .replace(/\b[0-9a-f]{64}\b/gu, zeros)
    .replace(/20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/gu, "2026-00-00 00:00:00")
    .replace(/20\d\d-\d\d-\d\d \d\d:\d\d\b/gu, "2026-00-00 00:00")
    .replace(/\b1\d{12}\b/gu, "0")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/gu, "2026-00-00T00:00:00.000Z")
    .replace(/"(checks|agreeing)":\d+/gu, "\"$1\":0")
    .replace(/\bv\d+\.\d+\.\d+\b/gu, "v00.00.0")
    .replace(/\d+(?= MiB)/gu, "0")
    // Public as it is: whoever looks for keys in this repository should find none.
    .replace(/(-----BEGIN [A-Z ]+-----).+?(-----END)/gu, "$1...$2")
    .replace(/127\.0\.0\.1:\d+/gu, "127.0.0.1:00000")

const isJson = (line: string): boolean => line.startsWith("{")

/** A line of JSON, so that a change of it can be read. */
const readable = (text: string): string =>
  text.split("\n").map((line) => (isJson(line) ? JSON.stringify(JSON.parse(line), null, 2) : line)).join("\n")

const told = (line: string, exitCode: number | null, stdout: string, stderr: string): string => {
  const errors = stderr === "" ? "" : stderr.replace(/^(?=.)/gmu, "! ")
  const end = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`)
  return `$ finpay ${line}\n${end(stdout)}${end(errors)}[${exitCode}]\n`
}

const run = Effect.fnUntraced(function*(language: Language, flags: ReadonlyArray<string>) {
  const simulator = yield* startSimulator(["--seed", "7", "--no-callbacks"])
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => realpathSync(mkdtempSync(join(tmpdir(), "finpay-story-")))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const env = {
    FINPAY_ENV: "local",
    FINPAY_BASE_URL: simulator.url,
    // Nothing is asked but what the story asks.
    FINPAY_JOURNAL_CHECK_DELAYS_SECONDS: "600",
    HOME: folder,
    XDG_DATA_HOME: join(folder, "data"),
    XDG_CONFIG_HOME: join(folder, "config")
  }
  const cli = yield* Effect.promise(() => cliIn(language))
  yield* Effect.promise(() => addSigned(cli, folder, env))
  const names = { mutation: "", qris: "" }
  const lines: Array<string> = []
  for (const { line, stopAt } of story) {
    const args = [...line.split(" "), ...flags].map((word) =>
      word.replace("$ID", names.mutation).replace("$TEXT", qrText).replace("$QR", names.qris).replace(
        /^\.\//u,
        `${folder}/`
      )
    )
    const ended = yield* Effect.promise(() => cli(args, { env, ...(stopAt === undefined ? {} : { stopAt }) }))
    const { exitCode, stderr, stdout } = ended
    names.mutation = /mut_[0-9a-z]{21}/u.exec(stdout + stderr)?.[0] ?? names.mutation
    names.qris = /finpay qris query (\S+)|"referenceNo":"(\S+?)"/u.exec(stdout)?.slice(1).find(Boolean) ?? names.qris
    const [out, errors] = flags.length === 0 ? [stdout, stderr] : [readable(stdout), readable(stderr)]
    lines.push(masked(told([line, ...flags].join(" "), exitCode, out, errors), folder))
  }
  return lines.join("\n")
})

const check = (golden: string, language: Language, flags: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const text = yield* run(language, flags)
    assert.notMatch(text, /undefined|\[object|\[1\]/u)
    yield* Effect.promise(() => expect(text).toMatchFileSnapshot(`story/${golden}`))
  })

describe("the story", () => {
  it("has a line for every verb but help, which has pages of its own", async () => {
    const { finpayFor } = await import("../../src/finpay.ts")
    const told = (path: string) => story.some(({ line }) => line === path || line.startsWith(`${path} `))
    const verbs = pathsOf(await finpayFor([])).filter(({ isGroup }) => !isGroup).map(({ path }) => path.join(" "))
    assert.deepStrictEqual(verbs.filter((path) => !told(path)), ["help"])
  })

  it.live("in English", () => check("en.txt", "en", []))
  it.live("in Indonesian", () => check("id.txt", "id", []))
  it.live("in JSON", () => check("json.txt", "en", ["--json"]))
})

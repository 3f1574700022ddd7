import { assert, describe, it } from "@effect/vitest"
import type { Mutation } from "@openfinpay/finpay-journal"
import { diskFinding, waitingFinding } from "../../src/doctor/journal.ts"
import { certificateFinding } from "../../src/doctor/network.ts"
import { checkProxy } from "../../src/doctor/proxy.ts"
import { mutationIn } from "../support/mutation.ts"

const now = Date.parse("2026-01-15T00:00:00Z")

describe("a certificate", () => {
  const valid = (validTo: string, problem?: string) => certificateFinding({ issuer: "A test", validTo, problem }, now)

  it("is well, ends soon, or is not trusted", () => {
    const well = valid("Mar 15 00:00:00 2026 GMT")
    assert.strictEqual(well.level, "ok")
    assert.include(well.says, "valid for 59 more days")
    assert.strictEqual(valid("Jan 29 12:00:00 2026 GMT").level, "warning")
    const failed = valid("Mar 15 00:00:00 2026 GMT", "CERT_HAS_EXPIRED")
    assert.deepStrictEqual([failed.level, failed.blames], ["failed", "unreachable"])
    assert.match(failed.advice ?? "", /clock/u)
  })
})

describe("the disk of the journal", () => {
  it("has room, little, or none", () => {
    const mebibyte = 1024 * 1024
    assert.deepStrictEqual([10_000, 256, 255, 1, 0].map((free) => diskFinding(free * mebibyte).level), [
      "ok",
      "ok",
      "warning",
      "warning",
      "failed"
    ])
    assert.deepStrictEqual(diskFinding(0).blames, "settings")
  })
})

describe("what waits in the journal", () => {
  const mutation = (state: Mutation["state"], minutesAgo: number) =>
    mutationIn(state, { acceptedAt: now - minutesAgo * 60_000, updatedAt: now })

  it("is nothing, is new, is old, or is a person's to decide", () => {
    const level = (...mutations: ReadonlyArray<Mutation>) => waitingFinding(mutations, now).level
    assert.strictEqual(level(), "ok")
    assert.strictEqual(level(mutation("sending", 1)), "ok")
    assert.strictEqual(level(mutation("sending", 1), mutation("unknown", 61)), "warning")
    assert.match(waitingFinding([mutation("sending", 1)], now).says, /finpay mutations list --open$/u)
    const { advice, says } = waitingFinding([mutation("unknown", 30), mutation("needs_review", 90)], now)
    assert.strictEqual(says, "2, the oldest for 1 h 30 min; a person has to decide 1")
    assert.match(advice ?? "", /finpay mutations list --state needs_review$/u)
  })
})

describe("a proxy", () => {
  const found = (env: Readonly<Record<string, string>>, url = "https://devo.finnet.co.id") =>
    checkProxy(url, (variable) => env[variable])

  it("is used only where Node is told to, and its password is not shown", () => {
    const HTTPS_PROXY = "http://user:sesame@proxy.example:3128"
    assert.deepStrictEqual(found({}), { isUsed: false })
    assert.isUndefined(found({ HTTP_PROXY: HTTPS_PROXY }).finding)
    const unused = found({ HTTPS_PROXY })
    assert.deepStrictEqual([unused.isUsed, unused.finding?.level], [false, "warning"])
    const used = found({ https_proxy: HTTPS_PROXY, NODE_USE_ENV_PROXY: "1" })
    assert.deepStrictEqual([used.isUsed, used.finding?.level], [true, "ok"])
    assert.include(used.finding?.says ?? "", "proxy.example:3128")
    const usedBy = (version: string) =>
      checkProxy(
        "https://devo.finnet.co.id",
        (variable) => ({ HTTPS_PROXY, NODE_USE_ENV_PROXY: "1" })[variable],
        version
      )
    assert.deepStrictEqual(["22.19.0", "22.21.0", "23.11.0", "24.0.0"].map((version) => usedBy(version).isUsed), [
      false,
      true,
      false,
      true
    ])
    assert.notInclude(JSON.stringify([unused, used]), "sesame")
  })

  it("is not used for those that are exempt", () => {
    const proxied = (NO_PROXY: string) =>
      found({ HTTPS_PROXY: "http://proxy.example:3128", NO_PROXY, NODE_USE_ENV_PROXY: "1" }).isUsed
    for (const all of ["*", "finnet.co.id", ".finnet.co.id", "a.example, devo.finnet.co.id", "*.finnet.co.id:443"]) {
      assert.isFalse(proxied(all), all)
    }
    for (const others of ["", "example", "net.co.id.example", "vo.finnet.co.id"]) assert.isTrue(proxied(others), others)
  })
})

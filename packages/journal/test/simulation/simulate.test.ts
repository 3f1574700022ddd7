import { assert, describe, it } from "@effect/vitest"
import { breaks } from "../../simulation/breaks/breaks.ts"
import { simulate } from "../../simulation/simulate.ts"

const run = async (...args: ReadonlyArray<string>) => {
  const lines: Array<string> = []
  const progress: Array<string> = []
  const code = await simulate(args, {
    line: (text) => void lines.push(...text.split("\n")),
    progress: (text) => void progress.push(text)
  })
  return { code, lines, progress }
}

describe("npm run simulate", () => {
  it("runs seeds and ends with the summary", async () => {
    const { code, lines } = await run("--seeds", "12", "--from", "40")
    assert.strictEqual(code, 0)
    assert.strictEqual(lines.at(-1), "simulate: 12 seeds, 0 violations")
    for (const told of ["runs", "kill -9", "refunds paid", "lost-answer", "needs_review"]) {
      assert.isTrue(lines.some((line) => line.trim().startsWith(told)), told)
    }
    assert.deepStrictEqual((await run("--seeds", "12", "--from", "40")).lines, lines, "the same again")
  })

  it("tells the story of one seed", async () => {
    const { code, lines } = await run("--seed", "4")
    assert.strictEqual(code, 0)
    assert.isTrue(lines.some((line) => /^ *0:00:\d\d\.\d{3} {2}\S+ +asks P\d\.1: /u.test(line)))
    assert.strictEqual(lines.at(-1), "simulate: 1 seed, 0 violations")
  })

  it("ends with 1 where a bug shows, with the seed and its story", async () => {
    const { code, lines } = await run("--break", "retry-timed-out-refund", "--seeds", "200")
    assert.strictEqual(code, 1)
    const told = lines.findIndex((line) => /^The story of seed \d+:$/u.test(line))
    const violated = lines.findIndex((line) => /^VIOLATED in seed \d+: paid-once: /u.test(line))
    assert.isTrue(told >= 0 && violated > told)
    assert.match(lines.at(-1) ?? "", /^simulate: \d+ seeds?, [1-9]\d* violations?$/u)
  })

  it("names the known bugs, one a line", async () => {
    const { code, lines } = await run("--list-breaks")
    assert.strictEqual(code, 0)
    assert.deepStrictEqual(lines, breaks.map(({ name }) => name))
    for (
      const needed of [
        "retry-timed-out-refund",
        "check-without-lock",
        "new-key-on-retry",
        "crash-returns-to-accepted",
        "partial-by-status-alone",
        "unknown-not-counted",
        "drop-outbox-row",
        "ignore-clock-jump"
      ]
    ) assert.include(lines, needed)
  })

  it.each([
    [["--seeds", "0"], "--seeds"],
    [["--seeds", "1.5"], "--seeds"],
    [["--from", "x"], "--from"],
    [["--seed", "1", "--seeds", "2"], "--seed"],
    [["--break", "no-such-bug"], "--break"],
    [["--sed", "1"], "--sed"],
    [["7"], "7"]
  ])("refuses %j with 2 and names it", async (args, named) => {
    const { code, lines, progress } = await run(...args)
    assert.strictEqual(code, 2)
    assert.deepStrictEqual(lines, [])
    assert.include(progress.join("\n"), named)
  })

  it("helps", async () => {
    const { code, lines } = await run("--help")
    assert.strictEqual(code, 0)
    assert.include(lines.join("\n"), "--list-breaks")
  })
})

import { assert, it } from "@effect/vitest"
import { runSoak } from "../../soak/run-soak.ts"

it(
  "three servers on one PostgreSQL, killed in turn while it crashes too: nothing done twice, nothing lost, nothing told wrong",
  async () => {
    const { facts, gone, kills, violations } = await runSoak({
      seconds: 6,
      killEverySeconds: 2,
      clients: 6,
      seed: 1,
      fsync: false,
      tell: () => undefined
    })
    assert.deepStrictEqual(violations, [])
    assert.strictEqual(kills, 2)
    assert.isAbove(gone, 0)
    assert.isAbove(facts.deeds.length, 0)
    assert.isTrue(
      facts.asked.some(({ told }) => told.some(({ said }) => said === "not-yet")),
      "no outcome was in doubt"
    )
  },
  300_000
)

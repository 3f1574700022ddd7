import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { type Profile, profilesJson, readProfiles } from "../../src/config/Profile.ts"
import { plainNames, secretNames } from "../../src/config/setting-names.ts"

/** Some of these names, with a value each. */
const some = <const Name extends string, S extends Schema.Top>(names: ReadonlyArray<Name>, value: S) =>
  Schema.Struct(
    Object.fromEntries(names.map((name) => [name, Schema.optionalKey(value)])) as Record<Name, Schema.optionalKey<S>>
  )

const Saved = Schema.Struct({
  name: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/u)),
  settings: some(plainNames.filter((name) => name !== "env"), Schema.NonEmptyString),
  secrets: some(secretNames, Schema.Literals(["keyring", "file"]))
})

const problemsOf = (json: unknown) => {
  const read = readProfiles(json)
  return Result.isFailure(read) ? read.failure.map(({ problem, setting }) => `${setting} ${problem}`) : []
}

describe("the profiles of a file", () => {
  it.prop("are read as they were written", [Schema.Array(Saved)], ([saved]) => {
    const profiles = saved.map(({ name, secrets, settings }): [string, Profile] => [
      name,
      { name, secrets, settings: { ...settings, env: "sandbox" } }
    ])
    const read = Result.getOrThrow(readProfiles(JSON.parse(profilesJson(new Map(profiles)))))
    assert.deepStrictEqual(Object.fromEntries(read), Object.fromEntries(profiles))
  })

  it("are written in a fixed order, so that a change shows as one", () => {
    const shop: Profile = { name: "shop", settings: { merchant: "M-1", env: "sandbox" }, secrets: {} }
    const cafe: Profile = { name: "cafe", settings: { env: "local" }, secrets: { "merchant-key": "file" } }
    assert.strictEqual(
      profilesJson(new Map([["shop", shop], ["cafe", cafe]])),
      profilesJson(new Map([["cafe", cafe], ["shop", { ...shop, settings: { env: "sandbox", merchant: "M-1" } }]]))
    )
  })

  it("name every field that is wrong, and quote none of them", () => {
    const cases: ReadonlyArray<readonly [json: unknown, problems: ReadonlyArray<RegExp>]> = [
      [[], [/^the whole must be a JSON object$/u]],
      [{ profiles: "sesame" }, [/^profiles must be a JSON object$/u]],
      [{ profils: {} }, [/^profils is not known/u]],
      [{ profiles: { shop: {} } }, [/^profiles\.shop\.env is missing/u]],
      [{ profiles: { shop: "sesame" } }, [/^profiles\.shop must be a JSON object$/u]],
      [{ profiles: { "a b": { env: "local" } } }, [/^profiles\."a b": a name is 1 to 64/u]],
      [JSON.parse("{\"profiles\":{\"__proto__\":{\"env\":\"local\"}}}"), [/^profiles\."__proto__": a name is/u]],
      // A limit that is misspelt would be one that nobody keeps.
      [{ profiles: { shop: { env: "local", "refund-limt": "1" } } }, [/^profiles\.shop\.refund-limt is not known/u]],
      [{ profiles: { shop: { env: "local", "refund-limit": 1 } } }, [/^profiles\.shop\.refund-limit must be a text/u]],
      [{ profiles: { shop: { env: "", merchant: null } } }, [/shop\.env must be a text/u, /shop\.merchant must be/u]],
      [{ profiles: { shop: { env: "local", "merchant-key": "sesame" } } }, [
        /^profiles\.shop\.merchant-key is not known/u
      ]],
      [{ profiles: { shop: { env: "local", secrets: [] } } }, [/^profiles\.shop\.secrets must be a JSON object/u]],
      [{ profiles: { shop: { env: "local", secrets: { "merchant-key": "sesame" } } } }, [
        /^profiles\.shop\.secrets\.merchant-key must say where/u
      ]],
      [{ profiles: { shop: { env: "local", secrets: { pin: "file" } } } }, [
        /^profiles\.shop\.secrets\.pin is not known/u
      ]]
    ]
    for (const [json, patterns] of cases) {
      const problems = problemsOf(json)
      assert.strictEqual(problems.length, patterns.length, JSON.stringify(json))
      for (const [at, pattern] of patterns.entries()) assert.match(problems[at] ?? "", pattern)
      assert.notInclude(problems.join(), "sesame")
    }
  })
})

import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { keepInKeyring, type KeyringModule, LoadKeyring, readFromKeyring } from "../../src/config/keyring.ts"

const moduleOf = (entry: Partial<InstanceType<KeyringModule["AsyncEntry"]>>): KeyringModule => ({
  AsyncEntry: class {
    setSecret = entry.setSecret ?? (async () => {})
    getSecret = entry.getSecret ?? (async () => null)
    deleteCredential = entry.deleteCredential ?? (async () => true)
  }
})

const whyNot = <A, E extends { readonly message: string }>(
  effect: Effect.Effect<A, E>,
  load: () => Promise<KeyringModule>
) => Effect.map(Effect.flip(Effect.provideService(effect, LoadKeyring, load)), ({ message }) => message)

describe("a keyring that cannot be used", () => {
  it.effect("because it does not answer is given up after a while", () =>
    Effect.gen(function*() {
      const silent = moduleOf({ getSecret: () => new Promise(() => {}) })
      const asked = yield* Effect.forkChild(whyNot(readFromKeyring("shop", "merchant-key"), async () => silent))
      yield* TestClock.adjust("30 seconds")
      assert.match(yield* Fiber.join(asked), /did not answer in 30 seconds/u)
    }))

  it.effect("because its module cannot be loaded is told as such", () =>
    Effect.gen(function*() {
      const missing = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" })
      const why = yield* whyNot(readFromKeyring("shop", "merchant-key"), () => Promise.reject(missing))
      assert.match(why, /@napi-rs\/keyring is not installed$/u)
      const native = yield* whyNot(readFromKeyring("shop", "merchant-key"), () =>
        Promise.reject(new Error("no native binding\u001b[2J\nand more")))
      assert.match(native, /no native binding\\u001b\[2J$/u)
    }))

  it.effect("because it gives back something else keeps nothing", () =>
    Effect.gen(function*() {
      const forgetful = moduleOf({})
      const why = yield* whyNot(keepInKeyring("shop", "merchant-key", "sesame"), async () => forgetful)
      assert.match(why, /did not give back what it was given/u)
    }))
})

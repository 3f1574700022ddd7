import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { fileURLToPath } from "node:url"
import { assertJsonFailure, assertTextFailure, doneJson, doneText } from "../support/finpay.ts"
import { SimulatorProcess, withSimulator } from "../support/simulator-process.ts"

/** An RSA key whose public half the simulator does not have. */
const strange = {
  FINPAY_ENV: "local",
  FINPAY_SNAP_PRIVATE_KEY_FILE: fileURLToPath(new URL("../support/tls/key.pem", import.meta.url))
}

layer(SimulatorProcess.layer)("finpay snap token", (it) => {
  it.effect("says that the credentials work, and for how long; the token only when it is asked for", () =>
    Effect.gen(function*() {
      const told = doneText(yield* withSimulator(["snap", "token"]))
      assert.match(
        told,
        /^The SNAP credentials work\.\nType +Bearer\nValid +900 seconds, until 20.* WIB\nClient +local-client\n$/u
      )
      const json = doneJson(yield* withSimulator(["snap", "token", "--json"]))
      assert.deepStrictEqual(Object.keys(json), ["valid", "tokenType", "expiresInSeconds", "expiresAt", "responseCode"])
      assert.deepStrictEqual([json["valid"], json["tokenType"], json["expiresInSeconds"]], [true, "Bearer", 900])

      const shown = doneJson(yield* withSimulator(["snap", "token", "--json", "--show-token"]))
      assert.match(String(shown["accessToken"]), /^\S{64}$/u)
      const inText = doneText(yield* withSimulator(["snap", "token", "--show-token", "--lang", "id"]))
      assert.match(inText, /^Kredensial SNAP berfungsi\.\n.*\nToken akses +\S{64}\n$/su)
    }))

  it.effect("says what can be wrong when none is given: 5", () =>
    Effect.gen(function*() {
      for (const env of [strange, { FINPAY_SNAP_CLIENT_ID: "somebody" }]) {
        const error = assertJsonFailure(
          yield* withSimulator(["snap", "token", "--json"], { env }),
          5,
          "NotAuthenticated"
        )
        assert.strictEqual(error["responseCode"], "4017300")
        assert.match(
          String(error["nextStep"]),
          /the client id \(FINPAY_SNAP_CLIENT_ID\), the signature of your private key.*this machine's clock/u
        )
      }
      const indonesian = yield* withSimulator(["snap", "token", "--lang", "id"], { env: strange })
      assertTextFailure(indonesian, 5, /client id \(FINPAY_SNAP_CLIENT_ID\), tanda tangan kunci privat Anda/u)
    }))

  it.effect("without SNAP settings names what is missing: 5", () =>
    Effect.gen(function*() {
      const env = { FINPAY_ENV: "sandbox", FINPAY_MERCHANT_ID: "M-1", FINPAY_MERCHANT_KEY: "key" }
      const none = assertJsonFailure(
        yield* withSimulator(["snap", "token", "--json"], { env }),
        5,
        "ConfigurationProblem"
      )
      assert.match(String(none["message"]), /FINPAY_SNAP_CLIENT_ID and the other FINPAY_SNAP_ settings are missing/u)
      const some = yield* withSimulator(["snap", "token", "--json"], { env: { ...env, FINPAY_SNAP_CLIENT_ID: "C-1" } })
      assert.match(
        String(assertJsonFailure(some, 5, "ConfigurationProblem")["message"]),
        /FINPAY_SNAP_CLIENT_SECRET is missing; FINPAY_SNAP_PRIVATE_KEY is missing/u
      )
    }))
})

import { type FinpayError, NotAuthenticated, snapToken as operation } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { callFinpay, finpayConfig } from "../finpay-client.ts"
import { settingProblem } from "../input/setting.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { fields, wibOf } from "../output/text.ts"
import { snapTokenAdvice } from "../snap-token-advice.ts"

const withoutSnap = settingProblem(
  "FINPAY_SNAP_CLIENT_ID",
  say(
    "and the other FINPAY_SNAP_ settings are missing; Finnet gives them for QRIS",
    "dan pengaturan FINPAY_SNAP_ lainnya belum ada; diberikan Finnet untuk QRIS"
  )
)

// The code is the same whatever was wrong, and Finpay's words are not to be relied on: what can be wrong is told.
const explained = (error: FinpayError): FinpayError => {
  if (error._tag !== "NotAuthenticated") return error
  const { detail, httpStatus, operation, responseCode, responseMessage, safeToRetry, traceId } = error
  return new NotAuthenticated({
    operation,
    detail,
    safeToRetry,
    nextStep: snapTokenAdvice,
    ...(responseCode === undefined ? {} : { responseCode }),
    ...(responseMessage === undefined ? {} : { responseMessage }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(httpStatus === undefined ? {} : { httpStatus })
  })
}

/** `finpay snap token`: do the SNAP credentials work? */
export const snapToken = Command.make(
  "token",
  {
    showToken: toggle(
      "show-token",
      say(
        "Print the access token too; whoever has it can act for you until it ends",
        "Cetak juga token aksesnya; siapa pun yang memilikinya dapat bertindak atas nama Anda sampai token berakhir"
      )
    )
  },
  Effect.fnUntraced(function*({ showToken }) {
    const config = yield* finpayConfig
    if (config.snap === undefined) return yield* withoutSnap
    const askedAt = yield* Clock.currentTimeMillis
    const token = yield* callFinpay(config, ({ run }) => Effect.mapError(run(operation, {}), explained))
    const { expiresIn, responseCode, tokenType } = token
    // Counted from before it was asked for: it ends then, or a little later.
    const endsAt = askedAt + expiresIn * 1000
    const shown = showToken ? Redacted.value(token.accessToken) : undefined
    yield* answer({
      json: {
        valid: true,
        tokenType,
        expiresInSeconds: expiresIn,
        expiresAt: new Date(endsAt).toISOString(),
        responseCode,
        accessToken: shown
      },
      text: `${say("The SNAP credentials work.", "Kredensial SNAP berfungsi.")}\n${
        fields([
          [say("Type", "Jenis"), tokenType],
          [
            say("Valid", "Berlaku"),
            say(`${expiresIn} seconds, until ${wibOf(endsAt)}`, `${expiresIn} detik, sampai ${wibOf(endsAt)}`)
          ],
          ["Client", config.snap.clientId],
          [say("Access token", "Token akses"), shown]
        ])
      }`
    })
  })
).pipe(
  Command.withDescription(
    say(
      "Get a SNAP access token, and say that the credentials work. The token itself is shown only with --show-token. The " +
        "client secret is not used for it; to try that too: finpay doctor",
      "Ambil token akses SNAP, dan nyatakan bahwa kredensialnya berfungsi. Tokennya sendiri hanya ditampilkan dengan " +
        "--show-token. Client secret tidak dipakai di sini; untuk mencobanya juga: finpay doctor"
    )
  ),
  Command.withShortDescription(
    say("Get an access token: do the credentials work?", "Ambil token akses: apakah kredensial berfungsi?")
  ),
  Command.withExamples([
    {
      command: "finpay snap token",
      description: say("Do the SNAP credentials work?", "Apakah kredensial SNAP berfungsi?")
    }
  ])
)

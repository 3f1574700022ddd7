import { importRsaPublicKey, localPublicKeys, type NotificationSigner } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { UsageError } from "../errors.ts"
import { httpAddress, reachable } from "../input/http-address.ts"
import { secretSetting, setting, settingProblem } from "../input/setting.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"
import { keyEnv, merchantKey } from "./callback-key.ts"

// Loaded when it is needed: no other command has to wait for a server to be read.
const loadListen = Effect.promise(() => import("../listen/listen.ts"))

const defaultPort = 4711
const longestSeconds = 86_400

const flags = {
  port: Flag.Int("port").pipe(
    Flag.filter(
      (port) => port >= 0 && port <= 65_535,
      () => say("Expected a port from 0 to 65535", "Harus port dari 0 sampai 65535")
    ),
    Flag.withDefault(defaultPort),
    Flag.withDescription(
      say(
        `Where it listens on this machine; 0 takes any free port (default: ${defaultPort})`,
        `Tempat mendengarkan di mesin ini; 0 memakai port bebas mana pun (bawaan: ${defaultPort})`
      )
    )
  ),
  forwardTo: Flag.String("forward-to").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription(
      say(
        "Pass each callback on to your application, byte for byte: to the path in the URL, or, when it has none, to whatever " +
          "path the callback came to",
        "Teruskan setiap callback ke aplikasi Anda, byte demi byte: ke path pada URL, atau, bila tidak ada, ke path mana " +
          "pun yang dituju callback itu"
      )
    ),
    Flag.mapEffect(httpAddress("forward-to")),
    Flag.optional
  ),
  forwardAnywhere: toggle(
    "forward-anywhere",
    say("Let --forward-to be another machine", "Izinkan --forward-to menunjuk mesin lain")
  ),
  reply: Flag.Literals("reply", ["application", "finpay"]).pipe(
    Flag.withDescription(
      say(
        "What the sender is answered: what your application answered (the default with --forward-to), or what Finpay expects",
        "Jawaban untuk pengirim: jawaban aplikasi Anda (bawaan dengan --forward-to), atau jawaban yang diharapkan Finpay"
      )
    ),
    Flag.optional
  ),
  keyEnv,
  once: toggle("once", say("End after one callback", "Selesai setelah satu callback")),
  count: Flag.Int("count").pipe(
    Flag.withMetavar("N"),
    Flag.filter((count) => count >= 1, () => say("Expected at least 1", "Harus paling sedikit 1")),
    Flag.withDescription(say("End after so many callbacks", "Selesai setelah sekian callback")),
    Flag.optional
  ),
  forSeconds: Flag.Finite("for").pipe(
    Flag.withMetavar("SECONDS"),
    Flag.filter(
      (seconds) => seconds > 0 && seconds <= longestSeconds,
      () =>
        say(
          `Expected more than 0 and at most ${longestSeconds} seconds`,
          `Harus lebih dari 0 dan paling banyak ${longestSeconds} detik`
        )
    ),
    Flag.withDescription(
      say(
        "End after so many seconds; exit 4 when not all of --count came",
        "Selesai setelah sekian detik; kode keluar 4 bila belum semua --count masuk"
      )
    ),
    Flag.optional
  )
} as const

const publicKeyVariable = "FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY"
const styleVariable = "FINPAY_SNAP_NOTIFICATION_SIGNATURE"

/** What QRIS notifications are checked with, by the variables of the API. */
const notificationSigner = Effect.gen(function*() {
  const style = Option.getOrElse(yield* setting(styleVariable), () => "asymmetric")
  if (style === "symmetric") {
    const clientSecret = Option.getOrUndefined(yield* secretSetting("FINPAY_SNAP_CLIENT_SECRET"))
    return clientSecret === undefined ? undefined : { style, clientSecret } satisfies NotificationSigner
  }
  if (style !== "asymmetric") {
    return yield* settingProblem(
      styleVariable,
      say("must be asymmetric or symmetric", "harus asymmetric atau symmetric")
    )
  }
  const isLocal = Option.contains(yield* setting("FINPAY_ENV"), "local")
  const simulators = isLocal ? localPublicKeys.notificationPem : undefined
  const pem = Option.getOrElse(yield* setting(publicKeyVariable), () => simulators)
  if (pem === undefined) return undefined
  const publicKey = yield* Effect.mapError(
    importRsaPublicKey(pem),
    ({ message }) => settingProblem(publicKeyVariable, message.replace(/^the public key /u, ""))
  )
  return { style, publicKey } satisfies NotificationSigner
})

type Input = Command.Command.Config.Infer<typeof flags>

const countOf = ({ count, once }: Input): Effect.Effect<number | undefined, UsageError> =>
  once && Option.isSome(count)
    ? Effect.fail(
      new UsageError({ message: say("give --once or --count, not both", "pakai --once atau --count, bukan keduanya") })
    )
    : Effect.succeed(once ? 1 : Option.getOrUndefined(count))

const replyOf = ({ forwardTo, reply }: Input) => {
  const isForwarding = Option.isSome(forwardTo)
  const style = Option.getOrElse(reply, () => isForwarding ? "application" as const : "finpay" as const)
  return style === "application" && !isForwarding
    ? Effect.fail(
      new UsageError({
        message: say(
          "--reply application: there is no application without --forward-to",
          "--reply application: tidak ada aplikasi tanpa --forward-to"
        )
      })
    )
    : Effect.succeed(style)
}

/** `finpay callback listen`: a receiver on this machine that verifies, shows and passes on. */
export const callbackListen = Command.make(
  "listen",
  flags,
  Effect.fnUntraced(function*(input) {
    const { forwardAnywhere, forwardTo, port } = input
    const count = yield* countOf(input)
    const reply = yield* replyOf(input)
    if (Option.isSome(forwardTo)) {
      yield* reachable("--forward-to", forwardTo.value, { flag: "--forward-anywhere", isGiven: forwardAnywhere })
    }
    const keys = { merchantKey: yield* merchantKey(input.keyEnv), notificationSigner: yield* notificationSigner }
    const { listen } = yield* loadListen
    return yield* listen({
      port,
      keys,
      forwardTo: Option.getOrUndefined(forwardTo),
      reply,
      count,
      forMillis: Option.getOrUndefined(Option.map(input.forSeconds, (seconds) => seconds * 1000))
    })
  })
).pipe(
  Command.withDescription(
    say(
      "Receive callbacks on this machine: verify, show and pass them on to your application",
      "Terima callback di mesin ini: verifikasi, tampilkan, dan teruskan ke aplikasi Anda"
    )
  ),
  Command.withExamples([
    {
      command: "finpay callback listen --env local --forward-to http://127.0.0.1:3000/finpay",
      description: say(
        "Callbacks of the simulator, passed on to your application",
        "Callback dari simulator, diteruskan ke aplikasi Anda"
      )
    },
    {
      command: "finpay callback listen --once --for 60 --json",
      description: say(
        "In a script: wait a minute for one callback (exit 0 valid, 3 not valid, 4 none came)",
        "Dalam skrip: tunggu satu menit untuk satu callback (kode keluar 0 sah, 3 tidak sah, 4 tidak ada)"
      )
    }
  ])
)

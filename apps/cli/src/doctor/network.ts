/** The way to a server, step by step: its name, a connection, its certificate. */
import * as Effect from "effect/Effect"
import { say } from "../language.ts"
import { type Finding, unreachable, warning, well } from "./Finding.ts"

// A bundle imports what is imported here with every command; these are slow to load, and no other command needs them.
const dns = Effect.promise(() => import("node:dns/promises"))
const net = Effect.promise(() => import("node:net"))
const tls = Effect.promise(() => import("node:tls"))

/** Where a server is. */
export interface Server {
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  /** It is the simulator of this machine. */
  readonly isLocal: boolean
}

export const serverOf = (baseUrl: string, isLocal: boolean): Server => {
  const { hostname, port, protocol } = new URL(baseUrl)
  const isTls = protocol === "https:"
  return {
    host: hostname.replace(/^\[(.*)\]$/u, "$1"),
    port: port === "" ? (isTls ? 443 : 80) : Number(port),
    isTls,
    isLocal
  }
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown"
  // Several addresses were tried: one reason stands for all.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error
  return inner instanceof Error && "code" in inner ? String(inner.code) : error.name
}

const networkAdvice = say(
  "Check the network of this machine, its firewall and VPN, and the address (FINPAY_BASE_URL)",
  "Periksa jaringan mesin ini, firewall dan VPN-nya, serta alamatnya (FINPAY_BASE_URL)"
)

const checkName = ({ host }: Server, timeoutMillis: number): Effect.Effect<Finding> => {
  const told = { check: "dns", title: "DNS" }
  return dns.pipe(
    Effect.flatMap(({ lookup }) => Effect.tryPromise({ try: () => lookup(host, { all: true }), catch: codeOf })),
    Effect.timeoutOrElse({ duration: timeoutMillis, orElse: () => Effect.fail("ETIMEDOUT") }),
    Effect.match({
      onSuccess: (found) => well(told, `${host}: ${found.map(({ address }) => address).join(", ")}`),
      onFailure: (code) =>
        unreachable(
          told,
          say(`the name ${host} could not be resolved (${code})`, `nama ${host} tidak dapat ditemukan (${code})`),
          networkAdvice
        )
    })
  )
}

const connected = Effect.fnUntraced(function*({ host, port }: Server, timeoutMillis: number) {
  const { connect } = yield* net
  return yield* Effect.callback<void, string>((resume) => {
    const socket = connect({ host, port })
    socket.setTimeout(timeoutMillis, () => resume(Effect.fail("ETIMEDOUT")))
    socket.once("connect", () => {
      socket.destroy()
      resume(Effect.void)
    })
    socket.once("error", (error) => resume(Effect.fail(codeOf(error))))
    return Effect.sync(() => socket.destroy())
  })
})

const checkConnection = (server: Server, timeoutMillis: number): Effect.Effect<Finding> => {
  const told = { check: "connection", title: say("Connection", "Koneksi") }
  const place = `${server.host}:${server.port}`
  return connected(server, timeoutMillis).pipe(
    Effect.match({
      onSuccess: () => well(told, say(`${place} answers`, `${place} menjawab`)),
      onFailure: (code) =>
        unreachable(
          told,
          say(`no connection to ${place} (${code})`, `tidak ada koneksi ke ${place} (${code})`),
          server.isLocal
            ? say("Start the simulator: finpay simulate", "Jalankan simulator: finpay simulate")
            : networkAdvice
        )
    })
  )
}

/** What a server showed of itself. */
interface Certificate {
  /** The verdict of the TLS library, such as `DEPTH_ZERO_SELF_SIGNED_CERT`; `undefined` when it is trusted. */
  readonly problem: string | undefined
  readonly validTo: string
  readonly issuer: string
}

const showCertificate = Effect.fnUntraced(function*({ host, port }: Server, timeoutMillis: number) {
  const { connect } = yield* tls
  const { isIP } = yield* net
  return yield* Effect.callback<Certificate, string>((resume) => {
    // Nothing is sent over it, so that what is not trusted can be looked at and told.
    const socket = connect({
      host,
      port,
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {})
    })
    socket.setTimeout(timeoutMillis, () => resume(Effect.fail("ETIMEDOUT")))
    socket.once("secureConnect", () => {
      const { issuer, valid_to: validTo } = socket.getPeerCertificate()
      const by = issuer?.O ?? issuer?.CN ?? ""
      const problem = socket.authorized ? undefined : String(socket.authorizationError)
      socket.destroy()
      resume(Effect.succeed({ problem, validTo, issuer: Array.isArray(by) ? by.join(", ") : by }))
    })
    socket.once("error", (error) => resume(Effect.fail(codeOf(error))))
    return Effect.sync(() => socket.destroy())
  })
})

const tlsTold = { check: "tls", title: "TLS" }

const selfSigned: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
])

const tlsAdvice = (problem: string): string => {
  if (selfSigned.has(problem)) {
    return say(
      "This machine does not know who signed it. Something that looks into TLS may stand between, such as a proxy: its " +
        "certificate is made known by NODE_EXTRA_CA_CERTS. Never switch the check off",
      "Mesin ini tidak mengenal penanda tangannya. Mungkin ada yang mengintip TLS di antaranya, misalnya proxy: " +
        "sertifikatnya dikenalkan lewat NODE_EXTRA_CA_CERTS. Jangan pernah mematikan pemeriksaannya"
    )
  }
  if (problem === "CERT_HAS_EXPIRED" || problem === "CERT_NOT_YET_VALID") {
    return say(
      "Look at this machine's clock first; if it is right, tell Finpay",
      "Periksa dulu jam mesin ini; bila benar, beri tahu Finpay"
    )
  }
  return say(
    "Check the address (FINPAY_BASE_URL): the certificate is for another name",
    "Periksa alamatnya (FINPAY_BASE_URL): sertifikat itu untuk nama lain"
  )
}

const dayMillis = 86_400_000

/** Within so many days a certificate should have been renewed. */
const fewDays = 14

/** What a certificate means at a time. */
export const certificateFinding = ({ issuer, problem, validTo }: Certificate, now: number): Finding => {
  if (problem !== undefined) {
    return unreachable(
      tlsTold,
      say(`the certificate is not trusted (${problem})`, `sertifikat tidak dipercaya (${problem})`),
      tlsAdvice(problem)
    )
  }
  const days = Math.floor((Date.parse(validTo) - now) / dayMillis)
  const says = say(
    `the certificate is trusted, by ${issuer}, and valid for ${days} more days`,
    `sertifikat dipercaya, oleh ${issuer}, dan berlaku ${days} hari lagi`
  )
  return days > fewDays
    ? well(tlsTold, says)
    : warning(
      tlsTold,
      says,
      say("Calls fail when it ends; tell Finpay", "Panggilan gagal bila berakhir; beri tahu Finpay")
    )
}

const checkCertificate = (server: Server, timeoutMillis: number, now: number): Effect.Effect<Finding> =>
  showCertificate(server, timeoutMillis).pipe(
    Effect.match({
      onSuccess: (certificate) => certificateFinding(certificate, now),
      onFailure: (code) =>
        unreachable(
          tlsTold,
          say(`no TLS connection could be made (${code})`, `koneksi TLS tidak dapat dibuat (${code})`),
          networkAdvice
        )
    })
  )

/** The way to a server, up to the first step that fails. */
export const checkNetwork = Effect.fnUntraced(
  function*(server: Server, timeoutMillis: number, now: number): Effect.fn.Return<ReadonlyArray<Finding>> {
    const { isIP } = yield* net
    const isAddress = isIP(server.host) !== 0
    const name = isAddress ? [] : [yield* checkName(server, timeoutMillis)]
    if (name.some(({ level }) => level === "failed")) return name
    const connection = yield* checkConnection(server, timeoutMillis)
    if (connection.level === "failed" || !server.isTls) return [...name, connection]
    return [...name, connection, yield* checkCertificate(server, timeoutMillis, now)]
  }
)

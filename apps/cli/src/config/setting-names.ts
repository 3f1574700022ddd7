/** What a profile can hold, by the names it has in the file, as a flag and in the environment. */
import { say } from "../language.ts"

/** A setting that is no secret. */
interface PlainSetting {
  readonly variable: string
  readonly metavar: string
  readonly description: string
}

/** The settings that are no secrets, by their names in a profile; each is a flag of `config set` too. */
export const plainSettings = {
  "env": {
    variable: "FINPAY_ENV",
    metavar: "ENV",
    description: say("Which Finpay: local, sandbox or production", "Finpay yang mana: local, sandbox, atau production")
  },
  "merchant": {
    variable: "FINPAY_MERCHANT_ID",
    metavar: "ID",
    description: say("The Merchant ID that Finpay gave you", "Merchant ID yang diberikan Finpay kepada Anda")
  },
  "base-url": {
    variable: "FINPAY_BASE_URL",
    metavar: "URL",
    description: say(
      "Another address than Finpay's own, such as a simulator on another port",
      "Alamat selain alamat Finpay sendiri, misalnya simulator di port lain"
    )
  },
  "void-style": {
    variable: "FINPAY_VOID_STYLE",
    metavar: "STYLE",
    description: say(
      "How a void is sent: post (as Finpay's API description says) or get",
      "Cara void dikirim: post (sesuai deskripsi API Finpay) atau get"
    )
  },
  "timeout": {
    variable: "FINPAY_TIMEOUT_MS",
    metavar: "SECONDS",
    description: say("The longest a call may take, in seconds", "Waktu terlama untuk satu panggilan, dalam detik")
  },
  "refund-limit": {
    variable: "FINPAY_REFUND_LIMIT",
    metavar: "RUPIAH",
    description: say(
      "The most that one refund may give back; a larger one is refused before anything is sent",
      "Jumlah terbesar untuk satu pengembalian dana; yang lebih besar ditolak sebelum ada yang dikirim"
    )
  },
  "snap-client-id": {
    variable: "FINPAY_SNAP_CLIENT_ID",
    metavar: "ID",
    description: say("For QRIS: X-CLIENT-KEY, agreed with Finnet", "Untuk QRIS: X-CLIENT-KEY, disepakati dengan Finnet")
  },
  "snap-partner-id": {
    variable: "FINPAY_SNAP_PARTNER_ID",
    metavar: "ID",
    description: say("For QRIS: X-PARTNER-ID", "Untuk QRIS: X-PARTNER-ID")
  },
  "snap-channel-id": {
    variable: "FINPAY_SNAP_CHANNEL_ID",
    metavar: "ID",
    description: say("For QRIS: CHANNEL-ID", "Untuk QRIS: CHANNEL-ID")
  },
  "snap-origin": {
    variable: "FINPAY_SNAP_ORIGIN",
    metavar: "DOMAIN",
    description: say("For QRIS: ORIGIN, your domain", "Untuk QRIS: ORIGIN, domain Anda")
  },
  "snap-merchant-id": {
    variable: "FINPAY_SNAP_MERCHANT_ID",
    metavar: "ID",
    description: say("For QRIS: filled into each call", "Untuk QRIS: diisikan ke setiap panggilan")
  },
  "snap-sub-merchant-id": {
    variable: "FINPAY_SNAP_SUB_MERCHANT_ID",
    metavar: "ID",
    description: say("For QRIS: filled into each call", "Untuk QRIS: diisikan ke setiap panggilan")
  },
  "snap-private-key-file": {
    variable: "FINPAY_SNAP_PRIVATE_KEY_FILE",
    metavar: "FILE",
    description: say(
      "For QRIS: the file with your RSA private key, by its whole path",
      "Untuk QRIS: berkas kunci privat RSA Anda, dengan jalur lengkapnya"
    )
  }
} as const satisfies Readonly<Record<string, PlainSetting>>

/** The name of a setting that is no secret. */
export type PlainName = keyof typeof plainSettings

/** The secrets, by their names; what follows from one of them being kept is in `overlay.ts`. */
export const secretVariables = {
  "merchant-key": "FINPAY_MERCHANT_KEY",
  "snap-client-secret": "FINPAY_SNAP_CLIENT_SECRET",
  "snap-private-key": "FINPAY_SNAP_PRIVATE_KEY",
  "database-url": "FINPAY_DATABASE_URL"
} as const

/** The name of a secret. */
export type SecretName = keyof typeof secretVariables

export const isPlainName = (name: string): name is PlainName => Object.hasOwn(plainSettings, name)

export const isSecretName = (name: string): name is SecretName => Object.hasOwn(secretVariables, name)

export const plainNames: ReadonlyArray<PlainName> = Object.keys(plainSettings).filter(isPlainName)

export const secretNames: ReadonlyArray<SecretName> = Object.keys(secretVariables).filter(isSecretName)

/** The secret that a variable holds, where it holds one that a profile can keep. */
export const secretNameOf = (variable: string): SecretName | undefined =>
  secretNames.find((name) => secretVariables[name] === variable)

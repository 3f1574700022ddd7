/**
 * Finds credentials in text that people or machines get to see: the output of the test suite and of every process it
 * started.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { localCredentials } from "../packages/core/src/environment/local.ts"

/** A text to be searched and what to call it. */
export interface Transcript {
  readonly name: string
  readonly text: string
}

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64")

const { merchantId, merchantKey, snap } = localCredentials

/** What may never be printed: our own test credentials, and forms that only credentials have. */
const secrets: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ["the local merchant key", new RegExp(merchantKey, "u")],
  ["the local client secret", new RegExp(snap.clientSecret, "u")],
  ["the local Basic credentials", new RegExp(base64(`${merchantId}:${merchantKey}`).replaceAll("+", "\\+"), "u")],
  ["a test secret", /\b(?:test-secret|SoSecret)[\w-]*/u],
  ["a private key", /BEGIN (?:RSA )?PRIVATE KEY/u],
  ["a line of the local private key", new RegExp(snap.privateKeyPem.split("\n")[5] ?? "-", "u")],
  ["an access token in a header", /Bearer\s+[\w.~+/-]{8,}/u],
  // A long word behind it, as in the title of a test, has small letters only.
  ["Basic credentials in a header", /Basic\s+(?=[a-z]*[A-Z0-9+/])[A-Za-z0-9+/]{12,}={0,2}/u]
]

const luhn = (digits: string): boolean =>
  digits.split("").toReversed().reduce((sum, digit, index) => {
        const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2)
        return sum + (doubled > 9 ? doubled - 9 : doubled)
      }, 0) % 10 === 0

// Of the digits within a hash or a trace id some happen to look like a card number, now and then.
const hashes = /(?<![0-9A-Za-z])(?=\d*[a-f])[0-9a-f]{32,}(?![0-9A-Za-z])/gu

// Card numbers of the large schemes: a 16-digit run that begins like one and passes its check digit.
const cardNumbers = (text: string): ReadonlyArray<string> =>
  (text.replaceAll(hashes, " ").match(/(?<!\d)(?:4\d{15}|5[1-5]\d{14}|35\d{14}|3[47]\d{13})(?!\d)/gu) ?? []).filter(
    luhn
  )

/** One sentence for each leak; empty when there is none. */
export const leaksIn = (transcripts: ReadonlyArray<Transcript>): ReadonlyArray<string> =>
  transcripts.flatMap(({ name, text }) => [
    ...secrets.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${name} shows ${what}`),
    ...cardNumbers(text).map(() => `${name} shows a full card number`)
  ])

/** The transcripts that tests left in a folder. */
export const transcriptsOf = (folder: string): ReadonlyArray<Transcript> =>
  readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }))

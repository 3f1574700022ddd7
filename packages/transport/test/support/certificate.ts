import { createSign, generateKeyPairSync } from "node:crypto"

type Bytes = ReadonlyArray<number>

const lengthOf = (length: number): Bytes =>
  length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]

/** One value of DER: its tag, its length, what is in it. */
const der = (tag: number, ...parts: ReadonlyArray<Bytes>): Bytes => {
  const content = parts.flat()
  return [tag, ...lengthOf(content.length), ...content]
}

const text = (value: string): Bytes => [...Buffer.from(value, "utf8")]
const oid = (...bytes: Bytes): Bytes => der(0x06, bytes)

const ecdsaWithSha256 = der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const nameOf = (commonName: string): Bytes =>
  der(0x30, der(0x31, der(0x30, oid(0x55, 0x04, 0x03), der(0x0c, text(commonName)))))
const utcTime = (year: number): Bytes => der(0x17, text(`${String(year).slice(2)}0101000000Z`))

/** For whom and until when a certificate is. */
export interface CertificateOptions {
  readonly dnsName?: string
  readonly ip?: ReadonlyArray<number>
  readonly untilYear?: number
}

/** A certificate that signed itself, with its key, as PEM text. */
export const selfSigned = ({ dnsName, ip, untilYear = 2049 }: CertificateOptions) => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const alternativeNames = der(
    0x30,
    ...(dnsName === undefined ? [] : [der(0x82, text(dnsName))]),
    ...(ip === undefined ? [] : [der(0x87, ip)])
  )
  const extensions = der(
    0xa3,
    der(
      0x30,
      der(0x30, oid(0x55, 0x1d, 0x11), der(0x04, alternativeNames)),
      der(0x30, oid(0x55, 0x1d, 0x13), der(0x01, [0xff]), der(0x04, der(0x30, der(0x01, [0xff]))))
    )
  )
  const signed = der(
    0x30,
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    ecdsaWithSha256,
    nameOf("test"),
    der(0x30, utcTime(2020), utcTime(untilYear)),
    nameOf("test"),
    [...publicKey.export({ type: "spki", format: "der" })],
    extensions
  )
  const signature = createSign("SHA256").update(Uint8Array.from(signed)).sign(privateKey)
  const certificate = Buffer.from(der(0x30, signed, ecdsaWithSha256, der(0x03, [0], [...signature])))
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`
  }
}

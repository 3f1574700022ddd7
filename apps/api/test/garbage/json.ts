/** Bodies: JSON of every wrong shape, and bytes that are none. */
import type { Draw } from "./draw.ts"

const names = [
  "order",
  "id",
  "amount",
  "customer",
  "email",
  "url",
  "sourceOfFunds",
  "type",
  "as",
  "reason",
  "name",
  "role",
  "merchants",
  "events",
  "partnerReferenceNo",
  "refundAmount",
  "__proto__",
  "constructor",
  "toString",
  ""
]

const numbers = [
  "0",
  "-1",
  "1e309",
  "1E-400",
  "9007199254740993",
  "22000.5",
  "123456789012345678901234567890",
  "-0",
  "0x10",
  "01",
  "NaN",
  "Infinity",
  "1_000"
]

const scalar = (draw: Draw): string =>
  draw.of([
    () => "null",
    () => draw.of(["true", "false"]),
    () => draw.of(numbers),
    () => JSON.stringify(draw.text(20)),
    () => JSON.stringify("x".repeat(draw.below(3_000))),
    () => draw.of(["\"\\ud800\"", "\"\\u0000\"", "\"\\x\"", "\"unfinished", "'single'", "undefined"])
  ])()

const value = (draw: Draw, depth: number): string =>
  depth === 0 || draw.chance(0.4)
    ? scalar(draw)
    : draw.chance(0.4)
    ? `[${Array.from({ length: draw.below(4) }, () => value(draw, depth - 1)).join(",")}]`
    : object(draw, depth - 1)

const object = (draw: Draw, depth: number): string => {
  const members = Array.from(
    { length: draw.below(6) },
    () => `${JSON.stringify(draw.of(names))}:${value(draw, depth)}`
  )
  return `{${members.join(draw.chance(0.05) ? ";" : ",")}}`
}

const nested = (draw: Draw): string => {
  const depth = draw.chance(0.1) ? 20_000 : draw.below(500)
  const [open, close] = draw.of([["[", "]"], ["{\"a\":", "}"]] as const)
  return open.repeat(depth) + "1" + (draw.chance(0.7) ? close.repeat(depth) : "")
}

const nearlyRight = (draw: Draw): string =>
  draw.of([
    `{"amount":${draw.of(numbers)}}`,
    "{\"amount\":1,\"amount\":2}",
    "{\"amount\":\"22000\"}",
    "{\"amount\":1000,\"extra\":true}",
    `{"order":{"id":${scalar(draw)},"amount":${scalar(draw)}},"customer":{},"url":{},"sourceOfFunds":${scalar(draw)}}`,
    `{"as":${scalar(draw)},"reason":${scalar(draw)}}`,
    `{"name":${scalar(draw)},"role":${scalar(draw)}}`,
    `{"url":${scalar(draw)}}`
  ])

/** The text of a body. */
const text = (draw: Draw): string =>
  draw.of([
    () => object(draw, draw.below(5)),
    () => nearlyRight(draw),
    () => nearlyRight(draw),
    () => value(draw, 3),
    () => nested(draw),
    () => draw.text(200),
    () => "",
    () => `{"reason":"${"x".repeat(draw.chance(0.1) ? 300_000 : draw.below(5_000))}"}`,
    () => object(draw, 2) + object(draw, 2),
    () => `id,amount\n${draw.text(300)}`
  ])()

/** The bytes of a body, now and then in another encoding, with a byte order mark, or not text at all. */
export const bodyOf = (draw: Draw): Buffer => {
  const written = text(draw)
  return draw.of([
    () => Buffer.from(written),
    () => Buffer.from(written),
    () => Buffer.from(written),
    () => Buffer.from(written, "utf16le"),
    () => Buffer.from(written, "latin1"),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(written)]),
    () => Buffer.concat([Buffer.from(written), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
    () => Buffer.from(Array.from({ length: draw.below(200) }, () => draw.below(256)))
  ])()
}

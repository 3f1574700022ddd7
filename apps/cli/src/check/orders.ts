import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { UsageError } from "../errors.ts"
import { type Line, LineSplitter } from "../input/LineSplitter.ts"
import { bytesOf, utf8Text } from "../input/source.ts"
import { say } from "../language.ts"

/** An order that is to be checked, or a line that names none. */
export type Asked = { readonly order: string } | { readonly unusable: UsageError }

/** Longer than any order id, in bytes; longer ones are not kept in memory. */
const longestLine = 4096

const unusable = (line: number, en: string, id: string): Asked => ({
  unusable: new UsageError({ message: say(`line ${line}: ${en}`, `baris ${line}: ${id}`) })
})

const askedIn = ({ bytes, number }: Line): ReadonlyArray<Asked> => {
  if (bytes === undefined) {
    return [unusable(number, "is too long to be an order id", "terlalu panjang untuk nomor pesanan")]
  }
  const text = utf8Text(bytes)
  if (text === undefined) return [unusable(number, "is not valid UTF-8", "bukan UTF-8 yang benar")]
  const order = text.replace(/^\uFEFF/u, "").trim()
  return order === "" ? [] : [{ order }]
}

const fromStandardInput = () => {
  const splitter = new LineSplitter(longestLine)
  return bytesOf(Option.none()).pipe(
    Stream.map((piece) => splitter.push(piece)),
    Stream.concat(Stream.suspend(() => Stream.succeed(splitter.end()))),
    Stream.flatMap((lines) => Stream.fromIterable(lines.flatMap(askedIn)))
  )
}

/** The orders of the command line; where `-` stands, those of standard input, one a line. Blank lines are passed over. */
export const ordersOf = (args: ReadonlyArray<string>) =>
  Stream.flatMap(
    Stream.fromIterable(args),
    (arg) => arg === "-" ? fromStandardInput() : Stream.succeed<Asked>({ order: arg })
  )

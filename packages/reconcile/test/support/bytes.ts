import { Stream } from "effect"

/** A text as the bytes of a file. */
export const bytesOf = (text: string): Stream.Stream<Uint8Array> => Stream.encodeText(Stream.make(text))

/** Bytes in pieces of a length, so that what belongs together is torn apart. */
export const inPieces = (bytes: Uint8Array, length: number): Stream.Stream<Uint8Array> =>
  Stream.fromIterable(
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) => bytes.subarray(at * length, (at + 1) * length))
  )

import * as Stream from "effect/Stream"

/** One JSON object whose last member is a list of any length: written piece by piece, in constant memory. */
export const jsonWithList = <A, E, R>(
  members: Readonly<Record<string, unknown>>,
  list: string,
  items: Stream.Stream<A, E, R>
): Stream.Stream<string, E, R> =>
  Stream.succeed(`${JSON.stringify(members).slice(0, -1)},${JSON.stringify(list)}:[`).pipe(
    Stream.concat(Stream.map(items, (item, at) => `${at === 0 ? "" : ","}${JSON.stringify(item)}`)),
    Stream.concat(Stream.succeed("]}\n"))
  )

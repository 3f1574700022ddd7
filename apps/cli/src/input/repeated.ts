import * as Flag from "effect/cli/Flag"

/** A flag that may stand there any number of times up to `most`, and may be left out. */
export const upTo = (most: number) => <A>(flag: Flag.Flag<A>): Flag.Flag<ReadonlyArray<A>> =>
  // Help tells by the default that it can be left out.
  flag.pipe(Flag.between(0, most), Flag.withDefault<ReadonlyArray<A>>([]))

/** The only place that writes to the terminal: everything finpay prints goes through here. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The reader of our output is gone, as `finpay ... | head -1` does on purpose. It is not an error. */
export class PipeClosed extends Schema.TaggedError<PipeClosed>()("PipeClosed", {}) {}

/** Standard output or standard error of the process. */
type Channel = "stdout" | "stderr"

const isPipeClosed = (error: Error): boolean =>
  "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED")

// Without a listener Node throws a closed pipe out of the event loop. The callback of the write reports it to us.
const ignore = () => {}
process.stdout.on("error", ignore)
process.stderr.on("error", ignore)

const write = (channel: Channel, text: string): Effect.Effect<void, PipeClosed> =>
  Effect.callback((resume) => {
    process[channel].write(text, (error) => {
      if (error === null || error === undefined) resume(Effect.void)
      else if (isPipeClosed(error)) resume(new PipeClosed())
      else resume(Effect.die(new Error(`cannot write to ${channel}: ${error.message}`)))
    })
  })

/** Writes to standard output and waits until it is written. */
export const stdout = (text: string): Effect.Effect<void, PipeClosed> => write("stdout", text)

/**
 * Writes to standard error. Nobody can be told that it cannot be written, so that is passed over: the exit code still
 * says what happened.
 */
export const stderr = (text: string): Effect.Effect<void> => Effect.ignoreCause(write("stderr", text))

import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { OutputMode } from "./OutputMode.ts"

/** A log on standard error: standard output is not the place. */
export const stderrLogger = Effect.map(
  OutputMode,
  (mode) => Logger.layer([Logger.withConsoleError(mode === "json" ? Logger.formatJson : Logger.formatLogFmt)])
)

import type { Connection } from "effect/sql/SqlConnection"
import * as Stream from "effect/Stream"
import type { Gate } from "./Gate.ts"

/** A connection whose every statement is a step through the gate. */
export const gatedConnection = (gate: Gate, inner: Connection): Connection => ({
  execute: (text, values, transform) => gate.around("statement", text, inner.execute(text, values, transform)),
  executeRaw: (text, values) => gate.around("statement", text, inner.executeRaw(text, values)),
  executeStream: (text, values, transform) =>
    Stream.fromIterableEffect(gate.around("statement", text, inner.execute(text, values, transform))),
  executeValues: (text, values) => gate.around("statement", text, inner.executeValues(text, values)),
  executeValuesUnprepared: (text, values) =>
    gate.around("statement", text, inner.executeValuesUnprepared(text, values)),
  executeUnprepared: (text, values, transform) =>
    gate.around("statement", text, inner.executeUnprepared(text, values, transform))
})

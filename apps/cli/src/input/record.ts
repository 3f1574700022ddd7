import { scanJson } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { say } from "../language.ts"

/** A JSON object that was read, before anything is known about its members. */
export type JsonObject = Schema.JsonObject

/** What is wrong with one object of the input. The message names the member and never quotes its value. */
export class RecordProblem extends Schema.TaggedError<RecordProblem>()("RecordProblem", {
  member: Schema.optionalKey(Schema.String),
  problem: Schema.String
}) {
  override get message(): string {
    return this.member === undefined ? this.problem : `${this.member}: ${this.problem}`
  }
}

const isObject = (value: Schema.Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * Reads JSON by the letter of RFC 8259. The same member twice in one object is refused: which of the two was meant,
 * nobody can tell. Half a surrogate pair, which the scanner does not take, is left to whoever uses the text.
 */
export const parseJson = (text: string): Effect.Effect<Schema.Json, RecordProblem> =>
  Effect.suspend(() => {
    const scanned = scanJson(text)
    if (Result.isSuccess(scanned)) {
      const value: Schema.Json = JSON.parse(text)
      return Effect.succeed(value)
    }
    const problem = scanned.failure
    switch (problem.reason) {
      // The input is not quoted: it may hold a secret.
      case "syntax":
        return Effect.try({
          try: (): Schema.Json => JSON.parse(text),
          catch: () => new RecordProblem({ problem: say("the input is not JSON", "masukan bukan JSON") })
        })
      case "too-deep":
        return Effect.fail(
          new RecordProblem({ problem: say("the input is nested too deep", "masukan bersarang terlalu dalam") })
        )
      case "duplicate-member":
        return Effect.fail(
          new RecordProblem({ member: problem.key.slice(0, 100), problem: say("is there twice", "ada dua kali") })
        )
    }
  })

/** Reads a JSON object, as {@link parseJson} does. */
export const parseRecord = (text: string): Effect.Effect<JsonObject, RecordProblem> =>
  Effect.filterOrFail(
    parseJson(text),
    isObject,
    () =>
      new RecordProblem({
        problem: say("the input is JSON but not an object", "masukan berupa JSON tetapi bukan objek")
      })
  )

/** A member that must be there and be a text. */
export const textMember = (record: JsonObject, member: string): Effect.Effect<string, RecordProblem> => {
  const value = Object.hasOwn(record, member) ? record[member] : undefined
  if (typeof value === "string") return Effect.succeed(value)
  return Effect.fail(
    new RecordProblem({
      member,
      problem: value === undefined ? say("is missing", "belum ada") : say("must be a JSON string", "harus string JSON")
    })
  )
}

/** A member that must be one of a few words. */
export const wordMember = <const Words extends ReadonlyArray<string>>(
  record: JsonObject,
  member: string,
  words: Words
): Effect.Effect<Words[number], RecordProblem> =>
  Effect.flatMap(textMember(record, member), (value) => {
    const word = words.find((word) => word === value)
    return word === undefined
      ? Effect.fail(
        new RecordProblem({
          member,
          problem: say(`must be one of ${words.join(", ")}`, `harus salah satu dari ${words.join(", ")}`)
        })
      )
      : Effect.succeed(word)
  })

import * as Schema from "effect/Schema"
import { say } from "../language.ts"

/** A receiver gave no answer to a callback that was posted to it. */
export class ReceiverFailed extends Schema.TaggedError<ReceiverFailed>()("ReceiverFailed", {
  url: Schema.String,
  /** The system's code, such as `ECONNREFUSED`. */
  problem: Schema.String,
  /** It certainly did not get the callback. */
  isCertain: Schema.Boolean
}) {
  override get message(): string {
    const { isCertain, problem, url } = this
    return isCertain
      ? say(
        `${url} was not reached (${problem}); it did not get the callback`,
        `${url} tidak tercapai (${problem}); callback tidak diterimanya`
      )
      : say(
        `${url} gave no answer (${problem}); perhaps it got the callback`,
        `${url} tidak menjawab (${problem}); mungkin callback sudah diterimanya`
      )
  }
}

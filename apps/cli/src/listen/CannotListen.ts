import * as Schema from "effect/Schema"
import { say } from "../language.ts"

/** No socket could be had to listen on. `code` is the system's, such as `EADDRINUSE`. */
export class CannotListen extends Schema.TaggedError<CannotListen>()("CannotListen", {
  port: Schema.Int,
  code: Schema.String
}) {
  override get message(): string {
    return this.code === "EADDRINUSE"
      ? say(
        `port ${this.port} of this machine is taken; choose another with --port, or 0 for any free one`,
        `port ${this.port} di mesin ini sedang dipakai; pilih yang lain dengan --port, atau 0 untuk port bebas mana pun`
      )
      : say(
        `cannot listen on port ${this.port} of this machine (${this.code})`,
        `tidak dapat mendengarkan di port ${this.port} mesin ini (${this.code})`
      )
  }
}

import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import type { IncomingMessage, ServerResponse } from "node:http"
import { EndWith } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { Quiet } from "../global-flags.ts"
import { OutputMode } from "../output/OutputMode.ts"
import type { PipeClosed } from "../output/write.ts"
import { onStopSignal } from "../StopSignal.ts"
import type { Events, SocketEvent } from "./Events.ts"
import { forward } from "./forward.ts"
import type { Handled } from "./Handled.ts"
import { judge, type Keys } from "./judge.ts"
import { handledLine, readyLine, socketLine, summaryLine } from "./lines.ts"
import { headersOf, readBody, type Received } from "./Received.ts"
import { applicationReply, finpayReply, paymentReply, type Reply, type ReplyStyle } from "./reply.ts"
import { Screen } from "./Screen.ts"
import { Seen } from "./Seen.ts"
import { isTold, keepListening, type SocketOptions } from "./socket.ts"
import { counted, emptyTally, type Tally } from "./Tally.ts"
import { headline, idleParts, outcome, readyText, socketText, summaryText, why } from "./words.ts"

/** What to listen for, and what to do with it. */
export interface ListenOptions extends SocketOptions {
  readonly keys: Keys
  readonly forwardTo: URL | undefined
  readonly reply: ReplyStyle
  /** Ends after so many callbacks. */
  readonly count: number | undefined
  /** Ends after so long. */
  readonly forMillis: number | undefined
}

/** How many requests are dealt with at a time, over however many connections they come. */
const mostUnderWay = 100

/** How long nothing comes before it is shown that it listens. */
const idleMillis = 1000

const send = (response: ServerResponse, { body, headers, httpStatus }: Reply): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const isBodiless = httpStatus === 204 || httpStatus === 304
    // Whoever waited may be gone.
    if (response.destroyed) return resume(Effect.void)
    response.on("close", () => resume(Effect.void))
    try {
      const all = isBodiless ? headers : [...headers, "Content-Length", String(body.length)]
      response.writeHead(httpStatus, [...all]).end(isBodiless ? undefined : body)
    } catch {
      // An application can answer what HTTP does not allow; whoever waits for it must not wait for ever.
      response.destroy()
    }
  })

/** One run of the listener. */
class Listener {
  readonly #options: ListenOptions
  readonly #isJson: boolean
  readonly #isQuiet: boolean
  readonly #screen = new Screen()
  readonly #seen = new Seen()
  readonly #ended: Deferred.Deferred<void, PipeClosed>
  #tally: Tally = emptyTally
  #numbers = 0
  #exchanges = 0
  #underWay = 0
  #isOver = false

  constructor(options: ListenOptions, isJson: boolean, isQuiet: boolean, ended: Deferred.Deferred<void, PipeClosed>) {
    this.#options = options
    this.#isJson = isJson
    this.#isQuiet = isQuiet
    this.#ended = ended
  }

  get tally(): Tally {
    return this.#tally
  }

  /** Prints in the form that was asked for, unless the last line was printed. A reader that is gone ends the run. */
  #print(json: () => string, text: () => string): Effect.Effect<void> {
    const printed = Effect.suspend(() => {
      if (this.#isOver) return Effect.void
      const said = this.#isJson ? json() : text()
      return said === "" ? Effect.void : this.#screen.print(said)
    })
    return Effect.catch(printed, (closed) => Effect.asVoid(Deferred.fail(this.#ended, closed)))
  }

  ready(url: string): Effect.Effect<void> {
    const { forwardTo, reply } = this.#options
    return this.#print(
      () => readyLine(url, forwardTo?.href, reply),
      () => readyText(url, forwardTo?.href, reply === "application")
    )
  }

  event(event: SocketEvent): Effect.Effect<void> {
    if (event.event === "turned-away") {
      this.#tally = { ...this.#tally, turnedAway: this.#tally.turnedAway + (event.count ?? 1) }
    }
    return Effect.flatMap(
      Clock.currentTimeMillis,
      (at) => this.#print(() => socketLine(event, at), () => socketText(event, at))
    )
  }

  /** The last line, behind all that is still to be told. Of what is under way then, only the number is told. */
  end(events: Events): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      for (const event of yield* events.rest) yield* this.event(event)
      const { count } = this.#options
      const tally = { ...this.#tally, cutOff: this.#exchanges }
      const said = this.#isJson ? summaryLine(tally, count) : this.#isQuiet ? "" : summaryText(tally, count)
      this.#isOver = true
      yield* this.#screen.wipe
      if (said === "") return
      yield* Effect.catch(this.#screen.print(said), (closed) => Effect.asVoid(Deferred.fail(this.#ended, closed)))
    })
  }

  /** Shows that it listens while nothing comes, to a person on a terminal. */
  idle(url: string, seenAt: () => number): Effect.Effect<void> {
    if (this.#isJson || this.#isQuiet) return Effect.never
    return Effect.forever(
      Effect.andThen(
        Effect.sleep(idleMillis),
        Effect.suspend(() => this.#isOver ? Effect.void : this.#screen.show(idleParts(url, this.#tally, seenAt())))
      )
    )
  }

  /** Deals with one request, whatever it is. A mistake in doing so ends the run: it must not be overlooked. */
  exchange(incoming: IncomingMessage, response: ServerResponse): Effect.Effect<void> {
    return Effect.catchCauseIf(
      Effect.suspend(() =>
        this.#exchanges < mostUnderWay
          ? Effect.andThen(this.#counted(this.#exchange(incoming, response)), this.#endIfEnough)
          : this.#turnAway(response, 503, "TOO_MANY_REQUESTS")
      ),
      (cause) => !Cause.hasInterruptsOnly(cause),
      (cause) => Effect.asVoid(Deferred.failCause(this.#ended, cause))
    )
  }

  readonly #endIfEnough: Effect.Effect<void> = Effect.suspend(() => {
    const { count = Number.POSITIVE_INFINITY } = this.#options
    return this.#tally.received < count ? Effect.void : Effect.asVoid(Deferred.succeed(this.#ended, undefined))
  })

  #counted(exchange: Effect.Effect<void>): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.#exchanges++
      return Effect.ensuring(exchange, Effect.sync(() => this.#exchanges--))
    })
  }

  #exchange(incoming: IncomingMessage, response: ServerResponse): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      const read = yield* Effect.promise(() => readBody(incoming))
      if (read === "broken" && isTold(incoming.socket)) return
      if (read === "broken") return yield* this.event({ event: "turned-away", problem: "BODY_BROKEN" })
      if (incoming.method !== "POST") return yield* this.#turnAway(response, 405, "NOT_POST")
      if (read === "too-large") return yield* this.#turnAway(response, 413, "BODY_TOO_LARGE")
      const received: Received = {
        number: ++this.#numbers,
        at: yield* Clock.currentTimeMillis,
        path: incoming.url ?? "/",
        rawHeaders: incoming.rawHeaders,
        headers: headersOf(incoming.rawHeaders),
        body: read.bytes
      }
      yield* this.#take(received, response)
    })
  }

  #turnAway(response: ServerResponse, httpStatus: number, problem: string): Effect.Effect<void> {
    // Told first: on one connection the answer waits for those before it.
    return Effect.andThen(this.event({ event: "turned-away", problem }), send(response, paymentReply(httpStatus, 0)))
  }

  #take(received: Received, response: ServerResponse): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      this.#underWay++
      const duplicateOf = this.#seen.firstOf(received)
      const judgement = yield* judge(received, this.#options.keys, this.#seen.others)
      if (judgement.isValid === true && duplicateOf === undefined) this.#seen.keep(received)
      yield* this.#print(() => "", () => headline(received, judgement, duplicateOf) + why(judgement))
      const { forwardTo, reply: style } = this.#options
      const forwarded = forwardTo === undefined ? undefined : yield* forward(received, forwardTo)
      const now = yield* Clock.currentTimeMillis
      const reply = forwarded === undefined || style === "finpay"
        ? finpayReply(judgement, now, now - received.at)
        : applicationReply(judgement, forwarded, now)
      yield* send(response, reply)
      const handled: Handled = { received, judgement, duplicateOf, forwarded, reply }
      const several = this.#underWay > 1
      // Counted first: what has a line is in the last one too.
      this.#underWay--
      this.#tally = counted(this.#tally, handled)
      yield* this.#print(() => handledLine(handled), () => outcome(handled, forwardTo?.href, several))
    })
  }
}

/** What a script branches on: not all came in time, or one of them is not Finpay's. */
const exitCodeOf = ({ notChecked, notValid, received }: Tally, count: number | undefined): number => {
  if (count !== undefined && received < count) return exitCodes.unknown
  return notValid + notChecked > 0 ? exitCodes.refused : exitCodes.done
}

/** Listens for callbacks until there were enough, the time is over, or somebody stops it. */
export const listen = Effect.fnUntraced(function*(options: ListenOptions) {
  const ended = yield* Deferred.make<void, PipeClosed>()
  const listener = new Listener(options, (yield* OutputMode) === "json", yield* Quiet, ended)
  const run = yield* FiberSet.makeRuntime<never, void>()
  const { events, seenAt, url } = yield* keepListening(options, (incoming, response) => {
    run(listener.exchange(incoming, response))
  })
  yield* listener.ready(url)
  yield* Effect.forkScoped(Effect.forever(Effect.flatMap(events.next, (event) => listener.event(event))))
  yield* Effect.forkScoped(listener.idle(url, seenAt))
  const { count, forMillis } = options
  const waited = forMillis === undefined
    ? Deferred.await(ended)
    : Effect.timeoutOption(Deferred.await(ended), forMillis)
  // Told to stop, it has done its work.
  yield* onStopSignal(waited, Effect.as(listener.end(events), exitCodes.done))
  yield* listener.end(events)
  return yield* new EndWith({ exitCode: exitCodeOf(listener.tally, count) })
}, Effect.scoped)

import { SentTwice } from "./SentTwice.ts"

/** The part of an undici dispatcher that Node's `fetch` uses. */
interface Dispatcher {
  dispatch(options: unknown, handler: unknown): boolean
}

const isDispatcher = (value: unknown): value is Dispatcher =>
  typeof value === "object" && value !== null && "dispatch" in value && typeof value.dispatch === "function"

/** Where Node keeps the dispatcher of its `fetch`. It is there once the fetch library was loaded, as a look at `Response` does. */
const nodeDispatcher = (): Dispatcher | undefined => {
  if (typeof globalThis.Response !== "function") return undefined
  const value: unknown = Reflect.get(globalThis, Symbol.for("undici.globalDispatcher.1"))
  return isDispatcher(value) ? value : undefined
}

/** Passes one request on and stops the next. */
const once = (real: Dispatcher): Dispatcher => {
  let isSent = false
  return {
    dispatch: (options, handler) => {
      if (isSent) throw new SentTwice("fetch tried to send the request a second time")
      isSent = true
      return real.dispatch(options, handler)
    }
  }
}

/**
 * Options that keep Node's `fetch` from sending one request twice.
 *
 * By the fetch standard an answer of 421 makes it send the request again, on a new connection and without telling. The
 * request then may have been carried out twice. Other runtimes ignore the option; see the README.
 */
export const fetchOnce = (options: RequestInit = {}): RequestInit => {
  const given: unknown = Reflect.get(options, "dispatcher")
  const real = isDispatcher(given) ? given : nodeDispatcher()
  return real === undefined ? options : Object.assign({}, options, { dispatcher: once(real) })
}

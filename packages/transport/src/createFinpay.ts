import {
  cancel,
  checkStatus,
  initiate,
  invalidRequest,
  notProcessed,
  qrisGenerate,
  qrisQuery,
  qrisRefund,
  refund,
  verifyCallback,
  voidPayment
} from "@openfinpay/finpay-core"
import type {
  Answered,
  CallFacts,
  FinpayError,
  Operation,
  RequestInput,
  ResponseOf,
  VerifiedCallback
} from "@openfinpay/finpay-core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { CallOptions } from "./calls.ts"
import { ConfigurationProblem } from "./ConfigurationProblem.ts"
import { Finpay } from "./Finpay.ts"
import type { Payments, Qris } from "./Finpay.ts"
import { fieldProblems, localConfig } from "./FinpayConfig.ts"
import type { FinpayConfig, SnapConfig } from "./FinpayConfig.ts"
import { layerFetch } from "./http/fetch-exchange.ts"
import { CallProgress, endedEarly, newProgress } from "./progress.ts"
import type { Progress } from "./progress.ts"

/** A secret in plain text or already wrapped. Plain text is wrapped at once. */
export type Secret = string | Redacted.Redacted

/** {@link SnapConfig} with secrets that may be plain text. */
export interface SnapOptions extends Omit<SnapConfig, "clientSecret" | "privateKeyPem"> {
  readonly clientSecret: Secret
  readonly privateKeyPem: Secret
}

interface CommonOptions extends Omit<FinpayConfig, "environment" | "merchantId" | "merchantKey" | "snap"> {
  readonly snap?: SnapOptions | undefined
  /** The HTTP client; the platform's `fetch` unless given. On Node take `layerUndici` from the subpath `/undici`. */
  readonly http?: Layer.Layer<HttpClient.HttpClient> | undefined
}

/** A simulator on this machine. Its public credentials stand in for those that are left out. */
export interface LocalOptions extends CommonOptions {
  readonly environment: "local"
  readonly merchantId?: string | undefined
  readonly merchantKey?: Secret | undefined
}

/** Finpay itself. */
export interface LiveOptions extends CommonOptions {
  readonly environment: "sandbox" | "production"
  readonly merchantId: string
  readonly merchantKey: Secret
}

/** What {@link createFinpay} takes: {@link FinpayConfig} with secrets that may be plain text, and an HTTP client. */
export type FinpayOptions = LocalOptions | LiveOptions

/** Options of one call. */
export interface PromiseCallOptions extends CallOptions {
  /**
   * Aborts the call. A call that only reads, or of which nothing was sent, rejects with `Unavailable`; a mutation that
   * may have left rejects with `OutcomeUnknown`, because aborting takes nothing back.
   */
  readonly signal?: AbortSignal | undefined
}

type PromiseVerb<V> = V extends (input: infer Input, options?: CallOptions) => Effect.Effect<infer A, FinpayError>
  ? (input: Input, options?: PromiseCallOptions) => Promise<A>
  : never

type Promised<Group> = { readonly [Name in keyof Group]: PromiseVerb<Group[Name]> }

/** Finpay with promises. What they reject with are the errors of core themselves. */
export interface FinpayClient extends AsyncDisposable {
  readonly payments: Promised<Payments>
  readonly qris: Promised<Qris>
  /** Runs any operation of core; nothing is filled in. */
  run<Op extends Operation>(
    operation: Op,
    input: RequestInput<Op>,
    options?: PromiseCallOptions
  ): Promise<Answered<ResponseOf<Op>>>
  readonly callbacks: {
    /** Checks and reads a payment callback with the merchant key. Rejects with `CallbackRefused`. */
    verify(bytes: Uint8Array): Promise<VerifiedCallback>
  }
  /** Waits for the calls that are under way, then lets go of connections. Later calls reject with `Unavailable`. */
  close(): Promise<void>
}

const wrapped = (secret: Secret, label: string): Redacted.Redacted =>
  typeof secret === "string" ? Redacted.make(secret, { label }) : secret

const snapConfigOf = (snap: SnapOptions): SnapConfig => ({
  ...snap,
  clientSecret: wrapped(snap.clientSecret, "client secret"),
  privateKeyPem: wrapped(snap.privateKeyPem, "private key")
})

const configOf = ({ http: _, snap, ...rest }: FinpayOptions): FinpayConfig => {
  const local = localConfig()
  const isLocal = rest.environment === "local"
  return {
    ...rest,
    merchantId: isLocal ? rest.merchantId ?? local.merchantId : rest.merchantId,
    merchantKey: isLocal && rest.merchantKey === undefined
      ? local.merchantKey
      : wrapped(rest.merchantKey ?? "", "merchant key"),
    snap: snap === undefined ? isLocal ? local.snap : undefined : snapConfigOf(snap)
  }
}

/** By its shape: an AbortSignal of another realm or library is as good. */
const isAbortSignal = (value: unknown): value is AbortSignal =>
  typeof value === "object" && value !== null && "aborted" in value && typeof value.aborted === "boolean" &&
  "addEventListener" in value && typeof value.addEventListener === "function" &&
  "removeEventListener" in value && typeof value.removeEventListener === "function"

const factsOf = ({ kind, name }: Operation): CallFacts => ({ operation: name, kind })

/** What a promise rejects with: the error of core, or what is known of a call that something else ended. */
const rejectionOf = <E>(cause: Cause.Cause<E>, progress: Progress): unknown => {
  const error = Cause.findErrorOption(cause)
  if (Option.isSome(error)) return error.value
  return Cause.hasInterrupts(cause) ? endedEarly(progress, "interrupted", "the call was aborted") : Cause.squash(cause)
}

/**
 * Finpay with promises, for code that does not use Effect.
 *
 * Throws {@link ConfigurationProblem} at once for settings that cannot be used; a private key that cannot be read
 * rejects every call with it. Each verb resolves when it is *done* and rejects with one of the ten errors of core, the
 * same objects with the same fields: look at `_tag` or `safeToRetry`.
 *
 * @example
 * ```ts
 * import { createFinpay } from "@openfinpay/finpay-transport"
 *
 * const finpay = createFinpay({ environment: "local" })
 * finpay.payments.check({ orderId: "not an order id" }).catch((error) => error._tag) // => "InvalidRequest"
 * ```
 */
export const createFinpay = (options: FinpayOptions): FinpayClient => {
  const config = configOf(options)
  const problems = fieldProblems(config)
  if (problems.length > 0) throw new ConfigurationProblem({ problems })
  const layer = Layer.provide(Finpay.layer(config), options.http ?? layerFetch)
  const runtime = ManagedRuntime.make(layer)
  const underWay = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  const begin = async <A>(
    operation: Operation,
    verb: (finpay: Finpay["Service"]) => Effect.Effect<A, FinpayError>,
    signal: AbortSignal | undefined
  ): Promise<A> => {
    const progress = newProgress(factsOf(operation))
    if (closing !== undefined) throw notProcessed(progress.call, "interrupted", "this client was closed")
    if (signal !== undefined && !isAbortSignal(signal)) {
      throw invalidRequest(operation.name, [{ field: "signal", problem: "must be an AbortSignal" }])
    }
    // An aborted signal would be looked at only after the request was on its way.
    if (signal?.aborted === true) throw endedEarly(progress, "interrupted", "the call was aborted")
    const effect = Effect.provideService(Effect.flatMap(Finpay, verb), CallProgress, progress)
    const exit = await runtime.runPromiseExit(effect, signal === undefined ? {} : { signal })
    if (Exit.isSuccess(exit)) return exit.value
    throw rejectionOf(exit.cause, progress)
  }

  const call = <A>(
    operation: Operation,
    verb: (finpay: Finpay["Service"]) => Effect.Effect<A, FinpayError>,
    callOptions: PromiseCallOptions | undefined
  ): Promise<A> => {
    const promise = begin(operation, verb, callOptions?.signal)
    const settled = promise.then(() => {}, () => {}).finally(() => underWay.delete(settled))
    underWay.add(settled)
    return promise
  }

  const closeOnce = async (): Promise<void> => {
    await Promise.all(underWay)
    await runtime.dispose()
  }
  const close = (): Promise<void> => closing ??= closeOnce()

  return {
    payments: {
      check: (input, options) => call(checkStatus, ({ payments }) => payments.check(input, options), options),
      refund: (input, options) => call(refund, ({ payments }) => payments.refund(input, options), options),
      void: (input, options) => call(voidPayment, ({ payments }) => payments.void(input, options), options),
      cancel: (input, options) => call(cancel, ({ payments }) => payments.cancel(input, options), options),
      initiate: (input, options) => call(initiate, ({ payments }) => payments.initiate(input, options), options)
    },
    qris: {
      generate: (input, options) => call(qrisGenerate, ({ qris }) => qris.generate(input, options), options),
      query: (input, options) => call(qrisQuery, ({ qris }) => qris.query(input, options), options),
      refund: (input, options) => call(qrisRefund, ({ qris }) => qris.refund(input, options), options)
    },
    run: (operation, input, options) => call(operation, ({ run }) => run(operation, input, options), options),
    callbacks: {
      verify: (bytes) => Effect.runPromise(verifyCallback({ body: bytes, key: config.merchantKey }))
    },
    close,
    [Symbol.asyncDispose]: close
  }
}

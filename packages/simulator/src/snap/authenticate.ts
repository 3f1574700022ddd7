import { verifySymmetric, verifyToken } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import type { Merchant, SnapClient } from "../merchants/Merchant.ts"
import type { World } from "../state/World.ts"
import { sha256Hex } from "../state/World.ts"
import type { SnapHeaders, TokenHeaders } from "./headers.ts"
import { readHeaders, readTokenHeaders } from "./headers.ts"

/** Who sent a SNAP request. */
export interface Sender {
  readonly merchant: Merchant
  readonly client: SnapClient
}

/** The clocks of one request, in epoch milliseconds. */
export interface Clocks {
  /** The simulator's, which can be moved: tokens end by it. */
  readonly now: number
  /** The real one and what a fault adds: the sender's X-TIMESTAMP is held against it, as no sender's clock is moved. */
  readonly wall: number
}

/** One text for every wrong signature and unknown client, so that neither can be told from the other. */
const badSignature = refusals.unauthorized("Invalid Signature")

const senderBy = (world: World, isMeant: (client: SnapClient) => boolean): Sender | undefined => {
  for (const merchant of world.settings.merchants) {
    if (merchant.snap !== undefined && isMeant(merchant.snap)) return { merchant, client: merchant.snap }
  }
  return undefined
}

const isInWindow = (world: World, timestampMillis: number, { wall }: Clocks): boolean =>
  Math.abs(timestampMillis - wall) <= world.settings.snap.timestampWindowSeconds * 1000

const checkToken = (world: World, token: string, client: SnapClient, now: number): Refusal | undefined => {
  const issued = world.tokens.get(sha256Hex(token))
  if (issued === undefined) {
    return world.settings.snap.unknownToken === "not-found" ? refusals.tokenNotFound : refusals.invalidToken
  }
  return issued.clientId !== client.clientId || now >= issued.expiresAt ? refusals.invalidToken : undefined
}

const checkSignature = Effect.fnUntraced(
  function*(request: SimulatedRequest, client: SnapClient, headers: SnapHeaders): Effect.fn.Return<void, Refusal> {
    const isValid = yield* verifySymmetric({
      method: request.method,
      path: request.path,
      body: request.body,
      timestamp: headers.timestamp,
      accessToken: Redacted.make(headers.token),
      clientSecret: client.clientSecret,
      signature: headers.signature,
      encoding: "either"
    }).pipe(
      Effect.mapError((error) => error._tag === "SnapInputError" ? refusals.badRequest(error.problem) : badSignature)
    )
    if (!isValid) return yield* Effect.fail(badSignature)
  }
)

/**
 * Who sent a transaction call, checked in this order: headers there, headers well formed, partner, token, timestamp,
 * signature. The order is ours: the standard gives none. Nothing is changed by it.
 */
export const authenticate = Effect.fnUntraced(
  function*(
    world: World,
    request: SimulatedRequest,
    clocks: Clocks
  ): Effect.fn.Return<Sender & { readonly externalId: string }, Refusal> {
    const headers = yield* Effect.fromResult(readHeaders(request, world.settings.profile))
    const sender = senderBy(world, ({ partnerId }) => partnerId === headers.partnerId)
    if (sender === undefined) return yield* Effect.fail(refusals.unauthorized("Unknown partner"))
    const refused = checkToken(world, headers.token, sender.client, clocks.now)
    if (refused !== undefined) return yield* Effect.fail(refused)
    if (!isInWindow(world, headers.timestampMillis, clocks)) {
      return yield* Effect.fail(refusals.unauthorized("X-TIMESTAMP is outside the window"))
    }
    yield* checkSignature(request, sender.client, headers)
    return { ...sender, externalId: headers.externalId }
  }
)

const isSignedBy = (client: SnapClient, headers: TokenHeaders): Effect.Effect<boolean> =>
  Effect.forEach(client.publicKeys, (publicKey) => Effect.orDie(verifyToken({ ...headers, publicKey }))).pipe(
    Effect.map((verdicts) => verdicts.includes(true))
  )

/** Who asks for an access token: headers, client, timestamp, signature, in this order. */
export const authenticateToken = Effect.fnUntraced(
  function*(world: World, request: SimulatedRequest, clocks: Clocks): Effect.fn.Return<Sender, Refusal> {
    const headers = yield* Effect.fromResult(readTokenHeaders(request))
    const sender = senderBy(world, ({ clientId }) => clientId === headers.clientId)
    if (sender === undefined) return yield* Effect.fail(badSignature)
    if (!isInWindow(world, headers.timestampMillis, clocks)) {
      return yield* Effect.fail(refusals.unauthorized("X-TIMESTAMP is outside the window"))
    }
    if (!(yield* isSignedBy(sender.client, headers))) return yield* Effect.fail(badSignature)
    return sender
  }
)

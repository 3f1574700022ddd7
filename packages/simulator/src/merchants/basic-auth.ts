import * as Redacted from "effect/Redacted"
import { timingSafeEqual } from "node:crypto"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import type { World } from "../state/World.ts"
import { sha256Hex } from "../state/World.ts"
import type { Merchant } from "./Merchant.ts"

// Hashes have one length, so that the comparison tells nothing about the key's.
const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(sha256Hex(a)), Buffer.from(sha256Hex(b)))

/** The merchant whose id and key the request carries (Basic authentication), if both are right. */
export const authenticateBasic = (world: World, request: SimulatedRequest): Merchant | undefined => {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+)$/iu.exec(request.headers["authorization"]?.trim() ?? "")?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, "base64").toString("utf8")
  const colon = pair.indexOf(":")
  if (colon < 0) return undefined
  const merchant = world.settings.merchants.find(({ id }) => id === pair.slice(0, colon))
  return merchant !== undefined && isSame(pair.slice(colon + 1), Redacted.value(merchant.key)) ? merchant : undefined
}

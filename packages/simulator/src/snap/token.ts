import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { JsonObject } from "../json/read.ts"
import type { SnapClient } from "../merchants/Merchant.ts"
import { letterDigits } from "../random/Stream.ts"
import type { World } from "../state/World.ts"
import { sha256Hex } from "../state/World.ts"
import { readBody } from "./read-body.ts"

/** How long a token lives. */
const lifeSeconds = 900

/** Issues an access token to a client whose signature was right. */
export const issueToken = (
  world: World,
  client: SnapClient,
  body: Uint8Array,
  now: number
): Result.Result<JsonObject, Refusal> =>
  Result.flatMap(readBody(body), ({ grantType }) => {
    if (grantType === undefined || grantType === "") return Result.fail(refusals.mandatory("grantType"))
    if (grantType !== "client_credentials") return Result.fail(refusals.format("grantType"))
    for (const [sha256, { expiresAt }] of world.tokens) if (expiresAt <= now) world.tokens.delete(sha256)
    const accessToken = letterDigits(world.ids, 64)
    world.tokens.set(sha256Hex(accessToken), { clientId: client.clientId, expiresAt: now + lifeSeconds * 1000 })
    return Result.succeed({
      accessToken,
      tokenType: "Bearer",
      expiresIn: world.settings.profile === "standard" ? String(lifeSeconds) : lifeSeconds
    })
  })

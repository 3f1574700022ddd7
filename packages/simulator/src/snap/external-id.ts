import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { World } from "../state/World.ts"
import { wibDay } from "../time/wib.ts"

/**
 * Uses up an X-EXTERNAL-ID: once a day (WIB) for each partner, over all services. Only authenticated requests come
 * here, so that nobody can use up the ids of others. That the day is WIB and the scope the partner is assumed.
 */
export const useExternalId = (world: World, partnerId: string, id: string, now: number): Refusal | undefined => {
  const day = wibDay(now)
  const before = world.externalIds.get(partnerId)
  const used = before?.day === day ? before : { day, ids: new Set<string>() }
  if (used.ids.has(id)) return refusals.conflict
  used.ids.add(id)
  world.externalIds.set(partnerId, used)
  return undefined
}

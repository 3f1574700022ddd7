import * as Context from "effect/Context"
import type { Role } from "../contract/permission.ts"

/** Who calls, as the API key says. */
export interface CallerFacts {
  /** The name in the audit log, such as `shop-backend (fpk_3kJd81mQ0aZx)`. */
  readonly actor: string
  /** The id of the key; left out on a server that is open to its own machine. */
  readonly keyId?: string
  readonly role: Role
  /** The merchants the key is bound to; all where left out. */
  readonly merchants?: ReadonlyArray<string>
}

/** Who calls. */
export class Caller extends Context.Service<Caller, CallerFacts>()("@openfinpay/finpay-api/access/Caller") {}

/** Whether the caller may touch this merchant. */
export const mayTouch = ({ merchants }: CallerFacts, merchant: string): boolean =>
  merchants === undefined || merchants.includes(merchant)

/** Whether the caller may touch all of these merchants; left out means every one there is and will be. */
export const mayTouchAll = ({ merchants: own }: CallerFacts, merchants: ReadonlyArray<string> | undefined): boolean =>
  own === undefined || (merchants !== undefined && merchants.every((merchant) => own.includes(merchant)))

/** Everyone, on a server that is open to its own machine. */
export const anyoneHere: CallerFacts = { actor: "api", role: "admin" }

import type { MutationState } from "@openfinpay/finpay-journal"
import { say } from "../language.ts"

/** What each state of a mutation means, in plain words. */
export const stateMeanings = {
  accepted: say("written down, not sent", "sudah dicatat, belum dikirim"),
  sending: say("on its way to Finpay", "sedang dikirim ke Finpay"),
  succeeded: say("Finpay did it", "sudah dikerjakan Finpay"),
  rejected: say("certainly not done", "pasti tidak dikerjakan"),
  unknown: say(
    "perhaps Finpay did it; found out by the next change, or now by mutations resolve",
    "mungkin sudah dikerjakan Finpay; dicari tahu pada perubahan berikutnya, atau sekarang lewat mutations resolve"
  ),
  not_applied: say("found out: Finpay did not do it", "sudah dipastikan: tidak dikerjakan Finpay"),
  needs_review: say(
    "perhaps Finpay did it; a person has to decide",
    "mungkin sudah dikerjakan Finpay; harus diputuskan oleh seseorang"
  ),
  closed: say("decided by a person", "sudah diputuskan oleh seseorang")
} as const satisfies Record<MutationState, string>

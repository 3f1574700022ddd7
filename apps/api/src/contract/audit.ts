import type { AuditEventName } from "@openfinpay/finpay-journal"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { optionalText } from "./answer.ts"
import { plain, query } from "./document.ts"
import { merchantHeader } from "./merchant-header.ts"
import { GivenId, instant, limit, MutationEvent, text } from "./mutations.ts"
import { MutationId } from "./problem-fields.ts"
import { InvalidRequestProblem, JournalUnavailableProblem } from "./problems.ts"

/** One step of any mutation, in the audit log. */
export const AuditRecord = Schema.Struct({ mutationId: MutationId, ...MutationEvent.fields }).annotate({
  identifier: "AuditRecord"
})

/** One step of any mutation, in the audit log. */
export type AuditRecord = typeof AuditRecord.Type

/** Steps of all mutations, newest first. */
export const AuditPage = Schema.Struct({
  events: Schema.Array(AuditRecord),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "AuditPage" })

const auditEvents = [
  "accepted",
  "asked_again",
  "withdrawn",
  "sending",
  "answered",
  "lost",
  "checked",
  "check_failed",
  "repeated",
  "decided",
  "review",
  "closed",
  "news",
  "late_answer",
  "doubted",
  "erased"
] as const satisfies ReadonlyArray<AuditEventName>

/** Which steps; all that is given must hold. */
export const auditFilters = {
  reference: Schema.optionalKey(
    text("a reference", 64).annotate({ description: "Only those of this order or payment." })
  ),
  mutation: Schema.optionalKey(GivenId.annotate({ description: "Only those of this mutation." })),
  actor: Schema.optionalKey(text("an actor", 255).annotate({ description: "Only what this one did." })),
  event: Schema.optionalKey(
    Schema.Literals(auditEvents).annotate({ identifier: "AuditEventName", description: "Only steps of this kind." })
  ),
  since: Schema.optionalKey(instant.annotate({ description: "At or after." })),
  until: Schema.optionalKey(instant.annotate({ description: "Before." }))
} as const

const cursor = Schema.String.check(
  Schema.isPattern(/^[\w.-]{1,64}$/u, { message: "it is the `next` of the page before" })
)

const hash = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{64}$/u, { message: "a hash is 64 hexadecimal digits in small letters" })
)

/** The head of a chain of the audit log at some time. */
export const AuditHead = Schema.Struct({
  lane: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).annotate({ description: "Which chain of the audit log." }),
  sequence: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).annotate({ description: "How many steps it had." }),
  hash: hash.annotate({ description: "The hash of the last of them." })
}).annotate({ identifier: "AuditHead" })

/** What to verify the audit log against. */
export const NewVerification = Schema.Struct({
  heads: Schema.optionalKey(
    Schema.Array(AuditHead).check(Schema.isMaxLength(1024)).annotate({
      description: "The `heads` of an earlier verification, which you kept elsewhere: they show that nothing before " +
        "them was rewritten or cut off."
    })
  )
}).annotate({ identifier: "NewVerification" })

/** What came of recomputing the audit log. */
export const AuditVerification = Schema.Struct({
  isWhole: Schema.Boolean.annotate({ description: "Nothing is wrong." }),
  events: Schema.Int.annotate({ description: "How many steps were read." }),
  mutations: Schema.Int.annotate({ description: "How many mutations were read." }),
  findings: Schema.Array(Schema.Struct({
    row: Schema.String.annotate({ description: "Where: table and row." }),
    problem: Schema.String.annotate({ description: "What is wrong, in one plain sentence." })
  })).annotate({ description: "What is wrong; at most 1000, and one that counts the others." }),
  heads: Schema.Array(AuditHead).annotate({ description: "The head of each chain: keep them elsewhere." })
}).annotate({ identifier: "AuditVerification" })

/** What is old enough to be erased. */
export const NewErasure = Schema.Struct({
  settledBefore: instant.annotate({ description: "Only what was settled before this time, which has passed." })
}).annotate({ identifier: "NewErasure" })

/** What was erased. */
export const Erasure = Schema.Struct({
  mutations: Schema.Int.annotate({ description: "How many mutations had something to erase." })
}).annotate({ identifier: "Erasure" })

/** The audit log: read it, recompute it, erase what is too old to be kept. */
export class AuditGroup extends HttpApiGroup.make("audit").add(
  HttpApiEndpoint.get("list", "/audit", {
    headers: merchantHeader,
    query: {
      ...auditFilters,
      after: Schema.optionalKey(cursor.annotate({ description: "The `next` of the page before." })),
      limit
    },
    success: AuditPage,
    error: JournalUnavailableProblem
  }).annotateMerge(query("Read the audit log", "Every step of every mutation of this merchant, newest first.")),
  HttpApiEndpoint.post("verify", "/audit/verify", {
    headers: merchantHeader,
    payload: NewVerification,
    success: AuditVerification,
    error: JournalUnavailableProblem
  }).annotateMerge(
    plain(
      "administer",
      "Recompute the audit log",
      "Recomputes every hash and compares every mutation with the log. It only reads and others go on; a large log takes " +
        "a while. `{}` compares it with itself alone."
    )
  ),
  HttpApiEndpoint.post("erase", "/mutations/erase", {
    headers: merchantHeader,
    payload: NewErasure,
    success: Erasure,
    error: [JournalUnavailableProblem, InvalidRequestProblem]
  }).annotateMerge(
    plain(
      "administer",
      "Erase what is too old to be kept",
      "Erases requests, answers and details of mutations that were settled before a time, and what refund batches " +
        "brought beside order and amount. States, amounts and the audit chain stay. It cannot be undone."
    )
  )
).annotateMerge(annotations({ title: "Audit", description: "Who did what, when and why, in a chain of hashes." })) {}

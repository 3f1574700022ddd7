import type { AuditEvent, AuditFilter } from "@openfinpay/finpay-journal"
import type { AuditRecord, auditFilters } from "../contract/audit.ts"
import { present } from "./finpay-answer.ts"
import { eventOf } from "./mutation-record.ts"
import { millisOf } from "./times.ts"

type Asked = { readonly [Name in keyof typeof auditFilters]?: (typeof auditFilters)[Name]["Type"] }

/** What the journal is asked for. */
export const auditFilterOf = ({ mutation, since, until, ...rest }: Asked): AuditFilter => ({
  ...rest,
  ...present({ mutationId: mutation, since: millisOf(since), until: millisOf(until) })
})

/** A step of the audit log as this API shows it. */
export const auditRecordOf = (event: AuditEvent): AuditRecord => ({
  mutationId: event.mutationId,
  ...eventOf(event)
})

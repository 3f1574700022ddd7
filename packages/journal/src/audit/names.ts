import type { AuditRow } from "../store/rows.ts"

const longest = 80

/** A text that may be damaged, fit to be shown in a line. */
const shown = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}]/gu, "\uFFFD").slice(0, longest)

/** How an event is named in a finding. */
export const eventName = ({ lane, mutation_id, sequence }: Pick<AuditRow, "lane" | "sequence" | "mutation_id">) =>
  `finpay_audit lane ${lane} sequence ${sequence} (${shown(mutation_id)})`

/** How a place in the audit log is named where no event is. */
export const placeName = (lane: number, sequence: number): string => `finpay_audit lane ${lane} sequence ${sequence}`

/** How the head of a lane is named. */
export const laneName = (lane: number): string => `finpay_lane lane ${lane}`

/** How a mutation is named. */
export const mutationName = (id: string): string => `finpay_mutation ${shown(id)}`

/** How a trigger or an index is named that should not be there. */
export const objectName = (kind: string, name: string): string => `${kind} ${shown(name)}`

/** How a piece of work is named. */
export const workName = (sequence: string, id: string): string => `finpay_work sequence ${sequence} (${shown(id)})`

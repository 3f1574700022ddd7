import { qrisStatuses } from "@openfinpay/finpay-core"
import { journaledOperations } from "../Mutation.ts"
import type { JournaledOperation } from "../Mutation.ts"
import { defaultSettings } from "../settings.ts"
import { everySituation } from "./Rule.ts"
import type { Rule } from "./Rule.ts"
import { rules } from "./rules.ts"
import { situations } from "./situation.ts"
import { beforePayment } from "./statuses.ts"
import type { Verdict, VerdictKind } from "./Verdict.ts"
import { repeatVerdicts } from "./weigh-repeat.ts"
import { disturbed, stillWorking, unknownStatus } from "./weigh.ts"

const cell = (text: string): string => text.replaceAll("|", "\\|")

const table = (head: ReadonlyArray<string>, lines: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n")

const kinds: Readonly<Record<VerdictKind, readonly [name: string, means: string]>> = {
  applied: ["**done**", "Finpay did it. One such answer decides."],
  same: ["as if not done", "Decides that Finpay did not do it, once it has stayed so for long enough."],
  undecided: ["cannot tell", "It would look the same whether or not Finpay did it. A person is asked."],
  contradiction: ["somebody else", "Something else than this request changed the payment. A person is asked."],
  "ask-again": ["ask again", "Nothing can be said yet."],
  repeat: ["send again", "QRIS only: sending it again with the same number is safe by the standard, and tells."]
}

const titles: Readonly<Record<JournaledOperation, string>> = {
  refund: "Refund",
  void: "Void",
  cancel: "Cancel",
  qrisRefund: "QRIS refund"
}

const called = (name: string): string => `*${name}*`

const beforeText = (operation: JournaledOperation, names: ReadonlyArray<string>): string =>
  names.length === everySituation(operation).length ? "any" : names.map(called).join(", ")

const qrisName = (status: string): string =>
  (qrisStatuses as Readonly<Record<string, { readonly name: string }>>)[status]?.name ?? "unknown"

const quoted = (status: string): string => `\`${status}\``

const notPaidYet: ReadonlySet<string> = new Set(beforePayment)

// The four statuses before a payment stand in a rule together or not at all.
const afterText = ({ after, operation }: Rule): string => {
  if (operation === "qrisRefund") return after.map((status) => `${quoted(status)} ${qrisName(status)}`).join(", ")
  const others = after.filter((status) => !notPaidYet.has(status)).map(quoted)
  return (others.length < after.length ? [called("not paid yet"), ...others] : others).join(", ")
}

const ruleLine = (line: Rule): ReadonlyArray<string> => [
  beforeText(line.operation, line.before),
  afterText(line),
  kinds[line.kind][0],
  line.says,
  quoted(line.rule)
]

const verdictLine = ({ kind, rule, says }: Verdict): ReadonlyArray<string> => [kinds[kind][0], says, quoted(rule)]

const operationSection = (operation: JournaledOperation): string =>
  `## ${titles[operation]}

${
    table(
      ["Called", "The payment, when the request was sent"],
      Object.entries(situations[operation]).map(([name, means]) => [called(name), means])
    )
  }

${
    table(
      ["Was", "Is now", "What follows", "Why", "Rule"],
      rules.filter((rule) => rule.operation === operation).map(ruleLine)
    )
  }`

const {
  giveUpChecks,
  giveUpSeconds,
  notAppliedChecks,
  notAppliedSeconds,
  undecidedChecks,
  undecidedSeconds
} = defaultSettings

/** `docs/evidence.md`: what decides an unknown outcome. */
export const evidenceMarkdown = (): string =>
  `<!-- Written by packages/journal/scripts/write-docs.ts: change the rules it is written from. -->

# Evidence

A refund, void or cancel was sent and no clear answer came: perhaps Finpay did it. The journal then asks Finpay for the
payment until that decides. It never sends a refund, void or cancel a second time; for a QRIS refund see below. This page
says what decides.

The journal compares the payment as it was just before the request was sent with the payment as it is now. What it saw
stands in the mutation and in the audit log, with the name of the rule in the last column.

${table(["What follows", "Means"], Object.values(kinds))}

*Not paid yet* stands for ${beforePayment.map(quoted).join(", ")}.

What was paid is read from \`order.amount\`, or from \`result.payment.amount\` where that is more (for a payment captured in
part: from that alone). The first never changes; of the second nobody says whether refunds are taken off it. Where the two
differ, a part was given back, and the journal never saw the payment before that, no more than the smaller one is given
back. For QRIS it is \`amount\`.

${journaledOperations.map(operationSection).join("\n\n")}

## For every operation

${
    table(["When", "What follows", "Why", "Rule"], [
      ["The status is in no line above", ...verdictLine(unknownStatus)],
      ["Finpay had answered *in progress* (202), and it looks as if not done", ...verdictLine(stillWorking)],
      ["A late answer or a person said meanwhile that another request of the order was done", ...verdictLine(disturbed)]
    ])
  }

## When a QRIS refund is sent again

Where the table says *send again*, the query cannot tell. SNAP BI makes a refund harmless to repeat: the same
\`partnerRefundNo\` is the same refund. What Finpay does with a repeat is not documented, so it comes last: only when the
payment has looked the same for as long as *not done* would need, at most ${undecidedChecks} times, and not at all when
\`repeatQrisRefunds\` is off; then a person is asked instead.

${
    table(["Finpay's answer to the repeat", "What follows", "Why", "Rule"], [
      ["success", ...verdictLine(repeatVerdicts.done)],
      ["409xx01, duplicate", ...verdictLine(repeatVerdicts.duplicate)],
      ["404xx18, inconsistent", ...verdictLine(repeatVerdicts.inconsistent)],
      [
        "any other refusal: wrong state, declined, not found, not permitted, not valid",
        ...verdictLine(repeatVerdicts.refused)
      ],
      [
        "in progress, another 409, no clear answer, not reachable, too many calls, not authenticated",
        ...verdictLine(repeatVerdicts.nothingLearnt)
      ]
    ])
  }

A refusal of the repeat asks a person at once.

## How long

The defaults are in brackets; the names are those of the settings.

- *Done* is decided by one answer.
- *Not done* needs \`notAppliedChecks\` answers in a row [${notAppliedChecks}] by the same rule, over at least
  \`notAppliedSeconds\` [${notAppliedSeconds}]. It must be longer than a request can be on its way, and longer than Finpay takes to
  show what it did. Nobody has published how long that is: ask Finpay for your channels.
- That time is measured on a clock that cannot be set, by one witness from its own first look to its own last one.
  On Linux all processes since one start of the machine are one witness; elsewhere each process is its own. A wall
  clock that jumps decides nothing.
- A question that brings no answer neither counts nor breaks the row. An answer by another rule starts a new one.
- *Cannot tell* and *somebody else* ask a person after \`undecidedChecks\` answers in a row [${undecidedChecks}], over at least
  \`undecidedSeconds\` [${undecidedSeconds}].
- After \`giveUpChecks\` questions [${giveUpChecks}], answered or not, and \`giveUpSeconds\` [${giveUpSeconds}], a person is asked.
- Outside the simulator \`notAppliedSeconds\` is refused below 600, and below twice the longest call and a lease.

## What a person does in \`needs_review\`

The order takes no other refund, void or cancel until this is settled.

1. Look at what was seen: the mutation shows the payment before and after, the rule, and Finpay's trace ids.
2. Find out whether Finpay did it, from a source that names single refunds: Finpay's dashboard, its settlement report, or
   its support with the order id, the amount, the time and the trace id. The status alone is what could not decide it.
3. For *somebody else*: ask who else works on this order (the dashboard, another system). Their refund may have been done
   and yours not.
4. Close it, with what you found as the reason: as *applied* when this request moved the money or withdrew the payment,
   as *not applied* when it certainly did not. Closed as applied, its amount counts as given back. Closed as not applied,
   the same amount can be given back by a new request.
5. When nobody can say, close a refund as *applied*: what was paid twice is gone. When it turns out later that it was not
   done, close it again as *not applied*; then it can be given back. Finpay's own answer, when it comes late, does that by
   itself, and a person cannot overrule it.

A refund that evidence had decided comes back to \`needs_review\` when a late answer shows that another request of the order
was done: one payout may have been taken for both.
`

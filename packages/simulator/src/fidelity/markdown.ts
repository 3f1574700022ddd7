import { catalog } from "@openfinpay/finpay-core"
import { faultKinds, faultKindNames } from "../faults/kinds.ts"
import type { FaultFacts, FaultPhase } from "../faults/kinds.ts"
import type { Rule } from "./rules.ts"
import { rules } from "./rules.ts"

const cell = (text: string): string => text.replaceAll("|", "\\|")

const table = (head: ReadonlyArray<string>, lines: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n")

const generated = "<!-- Written by packages/simulator/scripts/write-docs.ts: change the list it is written from. -->"

const groups: ReadonlyArray<readonly [title: string, ids: RegExp]> = [
  ["Every call", /^A/u],
  ["Initiate", /^I/u],
  ["Check status", /^K/u],
  ["Refund", /^F/u],
  ["Void", /^V/u],
  ["Cancel", /^X/u],
  ["The life of an order", /^E/u],
  ["Callback", /^B/u],
  ["QRIS notification", /^S/u],
  ["SNAP profiles", /^P/u],
  ["SNAP access token", /^T/u],
  ["SNAP headers and signature", /^H/u],
  ["QRIS generate", /^G/u],
  ["QRIS query", /^Q/u],
  ["QRIS cancel", /^C/u],
  ["QRIS refund", /^R/u]
]

const ruleLine = ({ certainty, id, operations, rule, source }: Rule): ReadonlyArray<string> => [
  id,
  rule,
  operations.join(", "),
  certainty,
  source
]

const tally = (certainty: Rule["certainty"]): string =>
  `${rules.filter((rule) => rule.certainty === certainty).length} ${certainty}`

/** `docs/fidelity.md`: what the simulator does, why, and how sure that is. */
export const fidelityMarkdown = (): string =>
  `${generated}

# Fidelity of the simulator

Every rule the simulator follows, where it comes from, and how sure it is that Finpay does it so: ${
    tally("documented")
  }, ${tally("seen live")}, ${tally("assumed")}.

- **documented**: a page of Finpay, or for SNAP of Bank Indonesia's standard, says so.
- **seen live**: somebody wrote down that the real sandbox or production answered so.
- **assumed**: nobody says; it is our reading, and may differ from Finpay. Do not build on it without asking Finpay.

The id of a rule stands in the title of each test that holds the simulator to it.

## Operations

${
    table(
      ["Operation", "Call", "What it does", "Certainty", "Document"],
      catalog.map(({ method, name, path, source, summary }) => [
        name,
        `\`${method} ${path}\``,
        summary,
        source.certainty,
        source.document
      ])
    )
  }

${
    groups.map(([title, ids]) =>
      `## ${title}\n\n${
        table(
          ["Rule", "What", "Operations", "Certainty", "Source"],
          rules.filter(({ id }) => ids.test(id)).map(ruleLine)
        )
      }`
    ).join("\n\n")
  }
`

const phases: Readonly<Record<FaultPhase, string>> = {
  before: "Before: the request is not carried out",
  after: "After: the request is carried out, its answer is lost or spoilt",
  answer: "Answer: the request is carried out, its answer is right but late",
  callback: "Callback: a callback or QRIS notification"
}

const scope = ({ only }: FaultFacts): string => {
  switch (only) {
    case "snap":
      return "SNAP calls with a token"
    case "refunds":
      return "refund, qrisRefund"
    default:
      return "every operation"
  }
}

const faultLine = (facts: FaultFacts, kind: string): ReadonlyArray<string> => [
  `\`${kind}\``,
  facts.does,
  facts.phase === "callback" ? "callback, notification" : scope(facts),
  facts.delay === undefined ? "" : `${facts.delay.means}: ${facts.delay.millis} unless given`
]

/** `docs/faults.md`: every kind of fault. */
export const faultsMarkdown = (): string =>
  `${generated}

# Faults of the simulator

${faultKindNames.length} kinds. A fault is armed with \`PUT /_simulator/faults\` (or \`setFaults\` in process), strikes as often as
\`times\` says and is then gone:

\`\`\`json
{
  "faults": [
    { "kind": "lost-answer", "operation": "refund", "orderId": "INV-1", "times": 1 },
    { "kind": "slow-answer", "probability": 0.2, "times": 100, "delayMillis": 3000 }
  ]
}
\`\`\`

- \`operation\`: a name of the catalog (\`checkStatus\`, \`refund\`, \`void\`, \`cancel\`, \`initiate\`, \`qrisGenerate\`,
  \`qrisQuery\`, \`qrisRefund\`, \`snapToken\`), \`qrisCancel\`, \`callback\` or \`notification\`; without it, every operation the
  kind can strike.
- \`orderId\`: the order's id or, for QRIS, one of its references; without it, every order.
- \`times\`: 1 unless given. \`probability\`: 1 unless given; drawn from the simulator's seed.
- A rule that could never strike (an operation that is none, or that the kind does not strike) is refused.
- \`carried-out-late\`, \`slow-answer\` and \`trickling-answer\` wait in real time, whatever the simulator's clock is moved
  to: what waits there is your client's connection. What a refund or a callback waits for goes by the simulator's clock.
- At most one fault strikes a request: the first in the list that fits. A request that is refused anyway (a wrong key,
  an unknown order) is refused behind an *after* fault too; the request log says what was carried out (\`processed\`).

${
    (Object.entries(phases) as ReadonlyArray<[FaultPhase, string]>).map(([phase, title]) =>
      `## ${title}\n\n${
        table(
          ["Kind", "What it does", "Strikes", "delayMillis"],
          faultKindNames.filter((kind) => faultKinds[kind].phase === phase).map((kind) =>
            faultLine(faultKinds[kind], kind)
          )
        )
      }`
    ).join("\n\n")
  }
`

import type { SoakOptions, SoakResult } from "./run-soak.ts"

const shownViolations = 20

/** What came of a run, in lines for people. */
export const reportOf = (result: SoakResult, { seconds }: SoakOptions): ReadonlyArray<string> => {
  const { answers, auditEvents, facts, gone, kills, latencies, restSeconds, reviews, states, violations } = result
  const ended = Object.entries(states).map(([state, count]) => `${state} ${count}`).toSorted().join(", ")
  const answered = facts.asked.flatMap(({ told }) => told).filter(({ said }) => said === "done").length
  return [
    "",
    `${answers} answers in ${seconds} s, ${
      Math.round(answers / seconds)
    } a second; ${gone} requests met a server that was gone`,
    ...latencies.map((line) => `  ${line}`),
    `${kills} servers killed with -9, PostgreSQL crashed once`,
    `${facts.kept.length} changes under ${facts.asked.length} keys; Finpay carried out ${facts.deeds.length}; ` +
    `callers heard ${answered} times that one is done`,
    `before a person looked: ${ended}`,
    `a person closed ${reviews}; everything was settled ${restSeconds.toFixed(1)} s after the load`,
    `${auditEvents} events in the audit log, ${facts.findings.length} of them wrong`,
    violations.length === 0
      ? "nothing was done twice, nothing was lost, and everything is as the journal says"
      : `${violations.length} violations:`,
    ...violations.slice(0, shownViolations).map((violation) => `  ${violation}`)
  ]
}

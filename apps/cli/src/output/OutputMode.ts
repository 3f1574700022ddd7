import * as Context from "effect/Context"

/** What is printed: text for a person, or JSON for a script (`--json`, `--jsonl`). */
export const OutputMode = Context.Reference<"text" | "json">("@openfinpay/finpay-cli/output/OutputMode", {
  defaultValue: () => "text"
})

/** 6. Files of refunds and settlement reports: lines a second and the peak of memory, which must not grow. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import process from "node:process"
import { fileURLToPath } from "node:url"
import type { Section, Table } from "./report.ts"

const at = (name: string): string => fileURLToPath(new URL(`../../apps/cli/bench/${name}.ts`, import.meta.url))

const said = /: [\d.]+ s, ([\d]+) lines a second, peak(?: of memory)? (\d+) MiB/u

const run = async (
  name: string,
  lines: number,
  more: ReadonlyArray<string>
): Promise<Table["rows"][number]> => {
  const child = spawn(process.execPath, [at(name), String(lines), ...more], { stdio: ["ignore", "pipe", "inherit"] })
  let text = ""
  child.stdout.on("data", (data: Buffer) => (text += data.toString()))
  const [code] = await once(child, "exit")
  const [, perSecond, peak] = said.exec(text) ?? []
  if (code !== 0 || perSecond === undefined || peak === undefined) {
    throw new Error(`${name} ended with ${code}: ${text}`)
  }
  return [lines.toLocaleString("en-US"), Number(perSecond).toLocaleString("en-US"), peak]
}

const rowsOf = async (
  name: string,
  sizes: ReadonlyArray<number>,
  ...more: ReadonlyArray<string>
): Promise<Table["rows"]> => {
  const rows: Array<Table["rows"][number]> = []
  for (const lines of sizes) rows.push(await run(name, lines, more))
  return rows
}

const columns = ["lines", "a second", "peak MiB"]

/** The section of files. */
export const filesBench = async (): Promise<Section> => ({
  title: "Files",
  text:
    "`finpay refund-batch` against a simulator on the same machine, on SQLite, each line refunded and checked by the " +
    "simulator's books; the same with `--dry-run`, which checks the file and looks its lines up; and `finpay reconcile` " +
    "against a journal of as many orders, with known differences, exactly found. Refunding a million lines takes an " +
    "hour and a half, and is run by itself: [what came of it](../apps/cli/README.md#a-file-of-refunds).",
  tables: [
    { title: "refund-batch", columns, rows: await rowsOf("refund-batch", [1_000, 10_000, 100_000]) },
    {
      title: "refund-batch --dry-run",
      columns,
      rows: await rowsOf("refund-batch", [10_000, 100_000, 1_000_000], "dry-run")
    },
    { title: "reconcile", columns, rows: await rowsOf("reconcile-million", [10_000, 100_000, 1_000_000], "counts") }
  ]
})

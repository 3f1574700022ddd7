/** Reads an input into a workspace, as `refund-batch` does before it sends anything. */
import { NodeServices } from "@effect/platform-node"
import { ConfigProvider, Effect, Layer, Option, Stdio, Stream } from "effect"
import { take } from "../../src/batch/take.ts"
import { openWorkspace, type PlacedProblem, type ResultRow, rowsOf, type Workspace } from "../../src/batch/Workspace.ts"
import { ActiveProfile } from "../../src/config/ActiveProfile.ts"

/** How an input is given to `taken`. */
export interface GivenInput {
  readonly again?: boolean
  readonly env?: Readonly<Record<string, string>>
  /** How many bytes come at a time. */
  readonly pieceLength?: number
}

const pieces = (bytes: Uint8Array, length: number): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) => bytes.slice(at * length, (at + 1) * length))

const services = (bytes: Uint8Array, { env = {}, pieceLength = 7 }: GivenInput) =>
  Layer.mergeAll(
    NodeServices.layer,
    Stdio.layerTest({ stdin: Stream.fromIterable(pieces(bytes, pieceLength)) }),
    Layer.succeed(ActiveProfile, Option.none()),
    ConfigProvider.layer(ConfigProvider.fromEnv({ env }))
  )

const all = (workspace: Workspace) => ({
  problems: Stream.runCollect(rowsOf((last: PlacedProblem | undefined) => workspace.problemsAfter(last))),
  rows: Stream.runCollect(rowsOf((last: ResultRow | undefined) => workspace.resultsAfter(last)))
})

/** What was read, with all problems as `line: column problem` and all lines. */
export const taken = Effect.fnUntraced(
  function*(input: string | Uint8Array, given: GivenInput = {}) {
    const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input
    const workspace = yield* openWorkspace
    const read = yield* Effect.provide(
      take(workspace, Option.none(), { name: "refunds", areRepeatsMeant: given.again ?? false }),
      services(bytes, given)
    )
    const { problems, rows } = all(workspace)
    return {
      ...read,
      problems: (yield* problems).map(({ column, line, problem }) =>
        `${line}: ${column === undefined ? "" : `${column} `}${problem}`
      ),
      lines: yield* rows
    }
  },
  Effect.scoped
)

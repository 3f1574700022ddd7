/** Both databases, as the tests of the journal make them: fresh and empty for each test. */
import { Layer } from "effect"
// Says under which name the run provides its server.
import "../../../../packages/journal/test/postgres.ts"
import type { FreshDatabase } from "../../../../packages/journal/test/databases.ts"
import { layerDatabase } from "../../src/database/layer.ts"

export { describeDatabases } from "../../../../packages/journal/test/databases.ts"
export type { FreshDatabase } from "../../../../packages/journal/test/databases.ts"

/** A connection of its own to the database of a test, as a server has it: brought forward. */
export const connectionTo = ({ url }: FreshDatabase) => Layer.fresh(layerDatabase({ url }))

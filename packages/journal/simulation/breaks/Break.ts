import type { WorldBugs } from "../world/Scene.ts"

/** A bug that is known from systems like this one. The simulation has to find it. */
export interface Break {
  readonly name: string
  /** What goes wrong, in one sentence. */
  readonly says: string
  readonly bugs: WorldBugs
}

import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*"],
    // Most tests wait for processes, sockets or a disk: a core left free would be a core that does nothing.
    maxWorkers: Math.max(2, availableParallelism())
  }
})

import { defineConfig } from "vitest/config"

// A hundred thousand lines take a while on a loaded machine; no test waits for a clock.
export default defineConfig({
  test: { name: "reconcile", include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 }
})

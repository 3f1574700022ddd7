import { defineConfig } from "vitest/config"

// A loaded machine takes its time; no test waits for a clock.
export default defineConfig({
  test: { name: "core", include: ["test/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 }
})

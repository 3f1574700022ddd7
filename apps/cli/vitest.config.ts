import { defineConfig } from "vitest/config"

// Each test starts processes, and a loaded machine takes its time over that; none of them waits for a clock.
export default defineConfig({
  test: {
    name: "cli",
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/package.ts"],
    // What a test loads itself speaks English, whatever whoever runs it speaks.
    env: { LC_ALL: "C" },
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})

import { assert, describe, it } from "@effect/vitest"
import { journalFile } from "../../src/store/journal-file.ts"

describe("the journal's file", () => {
  it("lies where each system keeps a user's data", () => {
    const cases = [
      [{ platform: "linux", home: "/home/u" }, "/home/u/.local/share/openfinpay/journal.sqlite"],
      [{ platform: "linux", home: "/home/u", xdgDataHome: "/data" }, "/data/openfinpay/journal.sqlite"],
      [{ platform: "darwin", home: "/Users/u" }, "/Users/u/Library/Application Support/OpenFinpay/journal.sqlite"],
      [{ platform: "darwin", home: "/Users/u", xdgDataHome: "/data" }, "/data/openfinpay/journal.sqlite"],
      [
        { platform: "win32", home: String.raw`C:\Users\u` },
        String.raw`C:\Users\u\AppData\Local\OpenFinpay\journal.sqlite`
      ],
      [
        { platform: "win32", home: String.raw`C:\Users\u`, localAppData: String.raw`D:\Data`, xdgDataHome: "/data" },
        String.raw`D:\Data\OpenFinpay\journal.sqlite`
      ]
    ] as const
    for (const [data, file] of cases) assert.strictEqual(journalFile(data), file)
  })

  it("is not moved by a path that means another place in another folder", () => {
    for (const xdgDataHome of ["", "data", "./data"]) {
      const file = journalFile({ platform: "linux", home: "/home/u", xdgDataHome })
      assert.strictEqual(file, "/home/u/.local/share/openfinpay/journal.sqlite", xdgDataHome)
    }
  })
})

import { assert, describe, it } from "@effect/vitest"
import { configFiles } from "../../src/config/config-folder.ts"

describe("where a user's profiles lie", () => {
  it("is where the system keeps settings", () => {
    const files = (user: Partial<Parameters<typeof configFiles>[0]>) =>
      configFiles({ platform: "linux", home: "/home/budi", ...user })
    assert.deepStrictEqual(files({}), {
      folder: "/home/budi/.config/openfinpay",
      config: "/home/budi/.config/openfinpay/config.json",
      secrets: "/home/budi/.config/openfinpay/secrets.json"
    })
    assert.strictEqual(files({ xdgConfigHome: "/etc/budi" }).config, "/etc/budi/openfinpay/config.json")
    // As the XDG specification says, a path that is not whole counts as not set.
    assert.strictEqual(files({ xdgConfigHome: "budi" }).folder, "/home/budi/.config/openfinpay")
    assert.strictEqual(
      files({ platform: "darwin", home: "/Users/budi" }).folder,
      "/Users/budi/Library/Application Support/OpenFinpay"
    )
    assert.strictEqual(
      files({ platform: "win32", home: "C:\\Users\\budi" }).config,
      "C:\\Users\\budi\\AppData\\Local\\OpenFinpay\\config.json"
    )
    assert.strictEqual(
      files({ platform: "win32", home: "C:\\Users\\budi", localAppData: "D:\\local" }).secrets,
      "D:\\local\\OpenFinpay\\secrets.json"
    )
  })
})

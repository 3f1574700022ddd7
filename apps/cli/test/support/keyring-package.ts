/** Copies of the package where `@napi-rs/keyring` is a fake, or is not installed: no keyring of a machine is touched. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { launcher } from "./finpay.ts"

const copies = mkdtempSync(join(tmpdir(), "finpay-cli-keyring-"))
process.on("exit", () => rmSync(copies, { recursive: true, force: true }))

const packageFolder = dirname(dirname(launcher))

const copyOf = (name: string): string => {
  const folder = join(copies, name)
  for (const part of ["package.json", "bin", "dist"]) {
    cpSync(join(packageFolder, part), join(folder, part), { recursive: true })
  }
  return folder
}

/** Keeps what it is given in the file `FAKE_KEYRING`; without one it fails as a locked keyring does. */
const fake = `
import { existsSync, readFileSync, writeFileSync } from "node:fs"
const file = process.env.FAKE_KEYRING
const load = () => existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}
export class AsyncEntry {
  constructor(service, username, options) {
    this.name = JSON.stringify([service, username, options])
  }
  async use(change) {
    if (file === undefined) throw new Error("the keyring is locked")
    const entries = load()
    const answer = change(entries)
    writeFileSync(file, JSON.stringify(entries))
    return answer
  }
  setSecret(secret) {
    return this.use((entries) => { entries[this.name] = [...secret] })
  }
  getSecret() {
    return this.use((entries) => entries[this.name] ?? null)
  }
  deleteCredential() {
    return this.use((entries) => delete entries[this.name])
  }
}
`

const withFake = (): string => {
  const folder = copyOf("with-keyring")
  const module = join(folder, "node_modules", "@napi-rs", "keyring")
  mkdirSync(module, { recursive: true })
  writeFileSync(
    join(module, "package.json"),
    JSON.stringify({ name: "@napi-rs/keyring", type: "module", main: "index.js" })
  )
  writeFileSync(join(module, "index.js"), fake)
  return join(folder, "bin", "finpay.js")
}

/** The `bin` of a package beside which the fake is installed. */
export const launcherWithKeyring = withFake()

/** The `bin` of a package beside which nothing is installed. */
export const launcherWithoutKeyring = join(copyOf("without-keyring"), "bin", "finpay.js")

/** What the fake keeps: the secrets by service, entry and options. */
export const keptIn = (file: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, ReadonlyArray<number>>)
      .map(([name, bytes]) => [name, Buffer.from(bytes).toString("utf8")])
  )

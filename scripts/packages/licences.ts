/** The licences of everything that is installed with our packages. */
import { repository } from "./public-packages.ts"
import { runWell } from "./run.ts"

/** Of the workspace only what is published: the rivals of the bench come along with nothing. */
export const published = ["--filter", "./packages/*", "--filter", "./apps/*"] as const

interface Listed {
  readonly name: string
  readonly versions: ReadonlyArray<string>
  readonly license: string
}

/** Licences that ask for no more than that their text is kept. */
const permissive = ["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unlicense"]

/** Everything our packages bring along, by name. */
export const listLicences = async (): Promise<ReadonlyArray<Listed>> => {
  const args = ["-y", "pnpm@12.21.0", ...published, "licenses", "list", "--prod", "--json"]
  const text = await runWell("npx", args, { cwd: repository })
  const byLicence = JSON.parse(text) as Readonly<Record<string, ReadonlyArray<Listed>>>
  return Object.values(byLicence).flat()
    .filter(({ name }) => !name.startsWith("@openfinpay/"))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Those whose licence asks for more, or is not known. */
export const unusualLicences = (listed: ReadonlyArray<Listed>): ReadonlyArray<string> =>
  listed
    .filter(({ license }) =>
      !license.replaceAll(/[()]/gu, "").split(/ OR | AND /u).every((one) => permissive.includes(one))
    )
    .map(({ license, name }) => `${name}: ${license}`)

/** The list as the documents have it. */
export const licenceTable = (listed: ReadonlyArray<Listed>): string =>
  [
    "# Licences",
    "",
    "Everything that is installed with the packages, by name. Written by `npm run check:packages -- --write`.",
    "",
    "| Package | Version | Licence |",
    "| --- | --- | --- |",
    ...listed.map(({ license, name, versions }) => `| ${name} | ${versions.join(", ")} | ${license} |`),
    ""
  ].join("\n")

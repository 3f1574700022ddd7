/**
 * `finpay --help` in the published package: the first page as the build wrote it down, shown without loading the commands
 * it tells about. `scripts/first-page.ts` writes it.
 */
import { readFileSync } from "node:fs"
import { language } from "../language.ts"
import { outputScreen } from "../output/terminal.ts"
import type { Page } from "./page.ts"
import { renderPage } from "./render.ts"

const page = JSON.parse(readFileSync(new URL(`finpay-help.${language}.json`, import.meta.url), "utf8")) as Page

// Someone who stopped reading it has read enough.
process.stdout.on("error", () => {})
process.stdout.write(renderPage(page, outputScreen()))

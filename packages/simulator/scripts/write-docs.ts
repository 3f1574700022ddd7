/** Writes docs/faults.md and docs/fidelity.md from the lists they are made of. Run it after changing one of them. */
import { writeFileSync } from "node:fs"
import { faultsMarkdown, fidelityMarkdown } from "../src/fidelity/markdown.ts"

const docs = new URL("../../../docs/", import.meta.url)
writeFileSync(new URL("faults.md", docs), faultsMarkdown())
writeFileSync(new URL("fidelity.md", docs), fidelityMarkdown())

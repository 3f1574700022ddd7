/** Writes docs/evidence.md from the rules. Run it after changing one of them. */
import { writeFileSync } from "node:fs"
import { evidenceMarkdown } from "../src/evidence/markdown.ts"

writeFileSync(new URL("../../../docs/evidence.md", import.meta.url), evidenceMarkdown())

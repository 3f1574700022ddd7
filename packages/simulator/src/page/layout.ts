import type { SimulatedAnswer } from "../answer/SimulatedAnswer.ts"
import { htmlAnswer } from "../answer/SimulatedAnswer.ts"
import { escapeHtml } from "./escape.ts"
import { style, styleSource } from "./style.ts"

/** What a page is made of. `html` is trusted: whoever makes it has escaped what is not. */
export interface Page {
  readonly title: string
  readonly html: string
  readonly isWide?: boolean
  /** Sites a form may lead to after it was sent, beside this one. */
  readonly formTargets?: ReadonlyArray<string>
}

// A browser also holds the redirect after a form against form-action, so the shop's own site has to stand there.
const originOf = (url: string): ReadonlyArray<string> => {
  const origin = URL.parse(url)?.origin ?? ""
  return /^https?:\/\/[a-z0-9.:[\]-]+$/u.test(origin) ? [origin] : []
}

const policy = (formTargets: ReadonlyArray<string>): string =>
  [
    "default-src 'none'",
    `style-src ${styleSource}`,
    `form-action ${["'self'", ...new Set(formTargets.flatMap(originOf))].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'"
  ].join("; ")

/** Headers every page and picture of the simulator carries. */
export const safeHeaders = {
  "cache-control": "no-store",
  // Not "no-referrer": a browser would then send the forms with Origin null, which is refused.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY"
} as const

/** A whole page: works without scripts and loads nothing. */
export const pageAnswer = (status: number, { formTargets = [], html, isWide = false, title }: Page): SimulatedAnswer =>
  htmlAnswer(
    status,
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main${isWide ? ` class="wide"` : ""}>
${html}
</main>
<p class="note">A simulator on this machine. No real money moves.</p>
</body>
</html>
`,
    { ...safeHeaders, "content-security-policy": policy(formTargets) }
  )

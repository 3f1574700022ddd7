import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { problemTypes } from "../contract/problem-types.ts"
import type { ProblemType } from "../contract/problem-types.ts"

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(
    /`([^`]+)`/gu,
    "<code>$1</code>"
  )

const page = (title: string, content: string) =>
  HttpServerResponse.html(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
</head>
<body>
<h1>${escaped(title)}</h1>
${content}
</body>
</html>
`)

const pageOf = ({ meaning, nextStep, status, title, type }: ProblemType) =>
  page(
    title,
    `<p><code>${escaped(type)}</code>, HTTP ${status}</p>
<p>${escaped(meaning)}</p>
<p><strong>What to do:</strong> ${escaped(nextStep)}</p>
<p><a href="/problems">All problems</a></p>`
  )

const index = page(
  "Problems",
  `<ul>
${
    Object.values(problemTypes).map(({ status, title, type }) =>
      `<li><a href="${type}">${escaped(title)}</a> (${status})</li>`
    ).join("\n")
  }
</ul>`
)

/** A page for each kind of problem, at the address that is its `type`, and a list of them all. */
export const problemPages = Layer.mergeAll(
  HttpRouter.add("GET", "/problems", Effect.succeed(index)),
  ...Object.values(problemTypes).map((kind) => HttpRouter.add("GET", kind.type, Effect.succeed(pageOf(kind))))
)

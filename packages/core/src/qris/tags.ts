import * as Result from "effect/Result"
import { QrisRefused } from "./QrisRefused.ts"

/** One tag of a QRIS payload. A template also has the tags its value is made of. */
export interface QrisTag {
  readonly id: string
  readonly value: string
  readonly tags?: ReadonlyArray<QrisTag>
}

/** Whether a tag of the top level is a template: accounts (26-45), 46-50 and the national repository (51), 62 and 64. */
export const isTemplate = (id: string): boolean => (id >= "26" && id <= "51") || id === "62" || id === "64"

/** The value of a tag, by id. */
export const valueOf = (tags: ReadonlyArray<QrisTag> | undefined, id: string): string | undefined =>
  tags?.find((tag) => tag.id === id)?.value

const badLength = (tag: string, problem: string) => Result.fail(new QrisRefused({ reason: "badLength", tag, problem }))

/**
 * Splits a text into tags: two digits of id, two digits of length, then as many characters. `path` is the template that
 * is read, or empty at the top. Characters are code points, so that one sign is one character whatever its encoding.
 */
export const readTags = (text: string, path = ""): Result.Result<ReadonlyArray<QrisTag>, QrisRefused> => {
  const characters = Array.from(text)
  const tags: Array<QrisTag> = []
  const seen = new Set<string>()
  for (let at = 0; at < characters.length;) {
    const id = characters.slice(at, at + 2).join("")
    const length = characters.slice(at + 2, at + 4).join("")
    if (!/^\d{2}$/u.test(id) || !/^\d{2}$/u.test(length)) {
      return badLength(path, `has no tag of two digits and length of two digits at character ${at + 1}`)
    }
    const tag = path === "" ? id : `${path}/${id}`
    if (seen.has(id)) return Result.fail(new QrisRefused({ reason: "duplicateTag", tag, problem: "is there twice" }))
    seen.add(id)

    const start = at + 4
    const end = start + Number(length)
    if (end === start) return badLength(tag, "has the length 00")
    if (end > characters.length) return badLength(tag, `has the length ${length}, and the text ends before that`)
    const value = characters.slice(start, end).join("")
    if (path === "" && isTemplate(id)) {
      const inner = readTags(value, id)
      if (Result.isFailure(inner)) return Result.fail(inner.failure)
      tags.push({ id, value, tags: inner.success })
    } else {
      tags.push({ id, value })
    }
    at = end
  }
  return Result.succeed(tags)
}

/** Joins tags to a text. Every value has 1 to 99 characters: the caller sees to that. */
export const writeTags = (tags: ReadonlyArray<QrisTag>): string =>
  tags.map(({ id, value }) => `${id}${String(value.length).padStart(2, "0")}${value}`).join("")

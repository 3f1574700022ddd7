import assert from "node:assert"
import { readFileSync } from "node:fs"
import vm from "node:vm"

const code = readFileSync("dist/worker.js", "utf8")
assert.doesNotMatch(code, /(?:require\(|from\s*|import\()\s*["']node:/)

const answer = JSON.stringify({ responseCode: "2000000", responseMessage: "Success" })
const fetch = async () => new Response(answer, { status: 200, headers: { "content-type": "application/json" } })

// What a runtime at the edge has, and nothing of Node.
const names = [
  "AbortController",
  "AbortSignal",
  "Blob",
  "ByteLengthQueuingStrategy",
  "DOMException",
  "Event",
  "EventTarget",
  "FormData",
  "Headers",
  "ReadableStream",
  "Request",
  "Response",
  "TextDecoder",
  "TextEncoder",
  "TransformStream",
  "URL",
  "URLSearchParams",
  "WritableStream",
  "atob",
  "btoa",
  "clearTimeout",
  "console",
  "crypto",
  "performance",
  "queueMicrotask",
  "setTimeout",
  "clearInterval",
  "setInterval",
  "structuredClone",
  "Uint8Array",
  "ArrayBuffer"
]
const context = vm.createContext({ ...Object.fromEntries(names.map((name) => [name, globalThis[name]])), fetch })
vm.runInContext(code, context)
const result = await vm.runInContext("worker.work()", context)
assert.deepEqual({ ...result }, { responseCode: "2000000", order: "INV-1" })
console.log("edge: ok")

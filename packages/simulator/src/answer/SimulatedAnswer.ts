/**
 * How the bytes of an answer reach the client. The request was dealt with before any of it.
 *
 * - `whole`: at once
 * - `slow`: `millis` later, then at once
 * - `trickle`: headers at once, the body in `pieces`, `millis` apart
 * - `cut-before-headers`: the connection is reset without a byte
 * - `cut-after`: headers and `bytes` bytes of the body, then the connection is reset
 * - `never`: nothing, and the connection stays open
 * - `refused`: nothing listens. Only an in-process client can be refused; over a socket the connection is there
 *   already, and is reset
 */
export type AnswerDelivery =
  | { readonly kind: "whole" }
  | { readonly kind: "slow"; readonly millis: number }
  | { readonly kind: "trickle"; readonly millis: number; readonly pieces: number }
  | { readonly kind: "cut-before-headers" }
  | { readonly kind: "cut-after"; readonly bytes: number }
  | { readonly kind: "never" }
  | { readonly kind: "refused" }

/** An answer and how it is delivered. */
export interface SimulatedAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly delivery: AnswerDelivery
}

const encoder = new TextEncoder()
const whole = { kind: "whole" } as const

const of = (
  status: number,
  contentType: string,
  text: string,
  headers: Readonly<Record<string, string>> = {}
): SimulatedAnswer => ({
  status,
  headers: { "content-type": contentType, ...headers },
  body: encoder.encode(text),
  delivery: whole
})

/** An answer in JSON. Members that are `undefined` are left out. */
export const jsonAnswer = (
  status: number,
  value: unknown,
  headers?: Readonly<Record<string, string>>
): SimulatedAnswer => of(status, "application/json", JSON.stringify(value), headers)

/** An answer in HTML. */
export const htmlAnswer = (
  status: number,
  html: string,
  headers?: Readonly<Record<string, string>>
): SimulatedAnswer => of(status, "text/html; charset=utf-8", html, headers)

/** An answer of another content type. */
export const textAnswer = of

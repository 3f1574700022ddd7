/**
 * A request that Finpay refuses: HTTP status and case code, to which the service of the operation is added.
 *
 * Case codes are those of SNAP BI, which the payment gateway was seen to share (4030015, 4040100).
 */
export interface Refusal {
  readonly _tag: "Refusal"
  readonly status: number
  readonly case: string
  readonly message: string
  /** The service digits, where they are not those of the operation. */
  readonly service?: string
}

/** Makes a refusal. */
export const refusal = (status: number, caseCode: string, message: string, service?: string): Refusal => ({
  _tag: "Refusal",
  status,
  case: caseCode,
  message,
  ...(service === undefined ? {} : { service })
})

/** The seven digits of a refusal by an operation of this service. */
export const codeOf = (refused: Refusal, service: string): string =>
  `${refused.status}${refused.service ?? service}${refused.case}`

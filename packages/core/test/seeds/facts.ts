/**
 * What Finpay's documents say about the six calls after a payment, in our own words and structure.
 *
 * Names, types, flags, lengths and samples are as printed, mistakes included: misspelt keys, stray blanks, swapped
 * references. `seeds-fixture.test.ts` holds this file equal to the documents; other tests hold the code equal to it.
 */

/** The kinds of JSON the documents name. `enum` is a code from a list, a string on the wire. */
export type Kind = "string" | "number" | "integer" | "object" | "array" | "enum"

/** One field as its document states it. */
export interface Field {
  /** The name as printed. */
  readonly name: string
  /** Our name for it, where the printed one is misspelt. */
  readonly spelling?: string
  readonly kind: Kind
  readonly mandatory: boolean
  /** Characters, or members of an object. */
  readonly minimum?: number
  readonly maximum?: number
  readonly nullable?: true
  readonly format?: string
  /** The members of an object, or of each element of an array. */
  readonly members?: ReadonlyArray<Field>
}

/** One operation as its document states it. */
export interface DocumentedOperation {
  /** Our name for it in the catalog. */
  readonly name: "checkStatus" | "refund" | "void" | "cancel" | "qrisQuery" | "qrisRefund"
  /** Where it is documented: the OpenAPI, or a page with tables. */
  readonly source: "openapi" | "table"
  readonly operationId?: string
  readonly method: "GET" | "POST"
  readonly path: string
  readonly pathParameters: ReadonlyArray<string>
  readonly request: ReadonlyArray<Field>
  readonly response: ReadonlyArray<Field>
}

/** The base address of each environment. */
export const servers = {
  sandbox: "https://devo.finnet.co.id",
  production: "https://live.finnet.co.id"
} as const

const optional = (name: string, kind: Kind, more: Partial<Field> = {}): Field => ({
  name,
  kind,
  mandatory: false,
  ...more
})

const sized = (
  flag: "M" | "O",
  name: string,
  kind: Kind,
  maximum: number,
  spelling?: string
): Field => ({
  name,
  ...(spelling === undefined ? {} : { spelling }),
  kind,
  mandatory: flag === "M",
  minimum: 1,
  maximum
})

/** What every answer of the payment gateway holds by the OpenAPI, and the values its rendered page shows. */
export const standardResponse: ReadonlyArray<Field> = [
  optional("responseCode", "string"),
  optional("responseMessage", "string"),
  optional("processingTime", "number")
]

export const standardResponseExample = {
  responseCode: "2000000",
  responseMessage: "Success",
  processingTime: 0.9721949100494385
} as const

const orderAmount: ReadonlyArray<Field> = [
  optional("order", "object", { members: [optional("id", "string"), optional("amount", "string")] })
]

const checkedData: ReadonlyArray<Field> = [
  optional("customer", "object", {
    members: [
      optional("id", "string"),
      optional("email", "string", { format: "email" }),
      optional("firstName", "string"),
      optional("lastName", "string"),
      optional("mobilePhone", "string")
    ]
  }),
  optional("order", "object", {
    members: [
      optional("id", "string"),
      optional("amount", "string"),
      optional("currency", "string"),
      optional("description", "string"),
      optional("item", "array", {
        members: [
          optional("name", "string"),
          optional("quantity", "string"),
          optional("category", "string"),
          optional("description", "string"),
          optional("unitPrice", "string")
        ]
      })
    ]
  }),
  optional("card", "object", {
    members: [
      optional("mask", "string"),
      optional("info", "object", {
        members: [
          optional("brand", "string"),
          optional("issuing", "string"),
          optional("type", "string"),
          optional("subType", "string"),
          optional("country", "string")
        ]
      })
    ]
  }),
  optional("meta", "object", { members: [optional("data", "object", { nullable: true })] }),
  optional("result", "object", {
    members: [
      optional("payment", "object", {
        members: [
          optional("amount", "integer"),
          optional("status", "string"),
          optional("statusDesc", "string", { nullable: true })
        ]
      })
    ]
  })
]

/** The four calls of the OpenAPI and the two of the SNAP pages. */
export const documented: ReadonlyArray<DocumentedOperation> = [
  {
    name: "checkStatus",
    source: "openapi",
    operationId: "checkPaymentStatus",
    method: "GET",
    path: "/pg/payment/card/check/{orderId}",
    pathParameters: ["orderId"],
    request: [],
    response: [...standardResponse, optional("data", "object", { members: checkedData })]
  },
  {
    name: "refund",
    source: "openapi",
    operationId: "refundPaymentTransaction",
    method: "POST",
    path: "/pg/payment/card/refund",
    pathParameters: [],
    request: orderAmount,
    response: standardResponse
  },
  {
    name: "void",
    source: "openapi",
    operationId: "voidPayment",
    method: "POST",
    path: "/pg/payment/card/void",
    pathParameters: [],
    request: orderAmount,
    response: standardResponse
  },
  {
    name: "cancel",
    source: "openapi",
    operationId: "cancelOrder",
    method: "GET",
    path: "/pg/payment/card/cancel/{orderId}",
    pathParameters: ["orderId"],
    request: [],
    response: standardResponse
  },
  {
    name: "qrisQuery",
    source: "table",
    method: "POST",
    path: "/pg/payment/card/v1.0/qr/qr-mpm-query",
    pathParameters: [],
    request: [
      sized("M", "originalReferenceNo", "string", 64),
      sized("O", "originalPartnerReferanceNo", "string", 64, "originalPartnerReferenceNo"),
      sized("M", "serviceCode", "string", 2),
      sized("M", "merchantId", "string", 64),
      sized("O", "submerchantId", "string", 32, "subMerchantId")
    ],
    response: [
      sized("M", "responseCode", "enum", 7),
      sized("M", "responseMessage", "string", 150),
      sized("O", "originalPartnerReferenceNo", "string", 64),
      sized("M", "originalReferenceNo", "string", 64),
      sized("M", "serviceCode", "string", 2),
      sized("M", "latestTransactionStatus", "string", 2),
      sized("M", "transactionStatusDesc", "string", 50),
      sized("O", "amount", "object", 2),
      sized("O", "Feeamount", "object", 2, "FeeAmount"),
      sized("O", "additionalInfo", "object", 14)
    ]
  },
  {
    name: "qrisRefund",
    source: "table",
    method: "POST",
    path: "/pg/payment/card/v1.0/qr/qr-mpm-refund",
    pathParameters: [],
    request: [
      sized("M", "merchantId", "string", 64),
      sized("O", "submerchantId", "string", 32, "subMerchantId"),
      sized("O", "originalPartnerReferanceNo", "string", 64, "originalPartnerReferenceNo"),
      sized("M", "originalReferenceNo", "string", 64),
      sized("M", "partnerRefundNo", "string", 64),
      sized("M", "refundAmount", "object", 2),
      sized("M", "reason", "string", 256)
    ],
    response: [
      sized("M", "responseCode", "enum", 7),
      sized("M", "responseMessage", "string", 150),
      sized("O", "originalPartnerReferenceNo", "string", 64),
      sized("M", "originalReferenceNo", "string", 64),
      sized("M", "referenceNo", "string", 64),
      sized("O", "refundAmount", "object", 2),
      sized("M", "refundTime", "string", 26)
    ]
  }
]

/** The meanings the query page lists for `latestTransactionStatus`. */
export const latestTransactionStatuses = {
  "00": "success",
  "01": "initiated",
  "02": "paying",
  "03": "pending",
  "04": "refunded",
  "05": "cancelled",
  "06": "failed",
  "07": "not found"
} as const

/** The cancel page: the same call as in the OpenAPI, but with a body on a GET and with `traceId` in the answer. */
export const cancelPage = {
  method: "GET",
  path: "/pg/payment/card/cancel/{orderId}",
  request: [sized("M", "order", "object", 12)],
  sampleRequest: { order: { id: "FK002502070000196", amount: "22000" } },
  sampleResponse: {
    responseCode: "2000000",
    responseMessage: "Request has been processed successfully",
    processingTime: 0.24898290634155273,
    traceId: "93a76615-a2c2-44fd-9dd3-1c0a22a6fe23"
  }
} as const

/**
 * The samples of the SNAP pages, members in the printed order.
 *
 * Printed so: the query's answer swaps the two references; the refund's answer has a blank at the end of a key and of
 * two values. The members of `additionalInfo` are about a person and have values of our own here.
 */
export const samples = {
  qrisQuery: {
    request: {
      originalPartnerReferenceNo: "INV012021",
      originalReferenceNo: "weoOiX7RIjSBA31QGcUxrJLyaKFH0z5T",
      serviceCode: "47",
      merchantId: "FM2007160001",
      subMerchantId: "FM2007160001"
    },
    response: {
      responseCode: "2005300",
      responseMessage: "Request has been processed successfully",
      originalReferenceNo: "INV012021",
      originalPartnerReferenceNo: "weoOiX7RIjSBA31QGcUxrJLyaKFH0z5T",
      serviceCode: "47",
      latestTransactionStatus: "00",
      transactionStatusDesc: "success",
      amount: { value: "12345678.00", currency: "IDR" },
      FeeAmount: { value: "1234.00", currency: "IDR" },
      additionalInfo: {
        cust_name: "PAYER",
        merchantName: "MERCHANT",
        rrn: "000000000001",
        nns_issuer: "93609999",
        nns_acquirer: "93609999",
        mpan: "9360999900000000001",
        cpan: "9360999900000000002",
        nmid: "ID0000000000001",
        sof_id: "qr_statis",
        issuer: "ISSUER",
        acquirer: "ACQUIRER",
        note: "note",
        merchantId: "FM0000000001",
        paidTime: "2024-06-07T10:03:54+07:00"
      }
    }
  },
  qrisRefund: {
    request: {
      merchantId: "FM2007160001",
      subMerchantId: "FM2007160001",
      originalPartnerReferenceNo: "INV012021123123123",
      originalReferenceNo: "weoOiX7RIjSBA31QGcUxrJLyaKFH0z5T",
      partnerRefundNo: "4716238712631127",
      refundAmount: { value: "10000.00", currency: "IDR" },
      reason: "Refund Reason"
    },
    response: {
      responseCode: "2005300",
      responseMessage: "Request has been processed successfully",
      originalPartnerReferenceNo: "INV012021123123123",
      originalReferenceNo: "weoOiX7RIjSBA31QGcUxrJLyaKFH0z5T ",
      referenceNo: "weoOiX7RIjSBA31QGcUxrJLyaKFH0z5T ",
      "refundAmount ": { value: "10000.00", currency: "IDR" },
      refundTime: "2020-12-21T17:21:41+07:00"
    }
  }
} as const

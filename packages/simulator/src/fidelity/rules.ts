/** How sure we are that Finpay does it so. */
export type Certainty = "documented" | "seen live" | "assumed"

/** One thing the simulator does because Finpay does it, or is taken to do it. */
export interface Rule {
  /** Short and never used again for another rule; the titles of tests carry it. */
  readonly id: string
  /** Names of the catalog, `qrisCancel`, `callback`, `notification`; `all` for every call of the gateway. */
  readonly operations: ReadonlyArray<string>
  readonly rule: string
  readonly source: string
  readonly certainty: Certainty
}

const openApi = "Finpay OpenAPI: After Payment"
const channelPages = "Finpay docs: channel pages"
const sandbox = "integrators' notes of the sandbox"
const statusList = "Finpay docs: status list"
const callbackPage = "Finpay docs: notification callback"
const snapPages = "Finpay docs: SNAP QRIS"
const standard = "SNAP BI: security and QR MPM pages"
const ours = "none found"

const pg = ["checkStatus", "refund", "void", "cancel", "initiate"]
const snap = ["qrisGenerate", "qrisQuery", "qrisCancel", "qrisRefund"]

/** Every rule, in one list: `docs/fidelity.md` is written from it. */
export const rules: ReadonlyArray<Rule> = [
  {
    id: "A1",
    operations: pg,
    rule: "Basic authentication: the user is the merchant id, the password the merchant key.",
    source: "Finpay docs: authorization and headers",
    certainty: "documented"
  },
  {
    id: "A2",
    operations: pg,
    rule: "Missing or wrong credentials: HTTP 401, code 4010000. An unknown id and a wrong key look the same.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "A3",
    operations: ["all"],
    rule: "The HTTP status of every answer is the first three digits of its code.",
    source: sandbox,
    certainty: "seen live"
  },
  {
    id: "A4",
    operations: pg,
    rule: "Every answer, good or bad, has responseCode, responseMessage, processingTime in seconds and a UUID traceId.",
    source: `${openApi} and Cancel Order; traceId from ${sandbox}`,
    certainty: "seen live"
  },
  {
    id: "A5",
    operations: ["all"],
    rule: "A known path with another method: 405xx00. A path nobody serves: HTTP 404, code 4040002.",
    source: standard,
    certainty: "assumed"
  },
  {
    id: "A6",
    operations: ["all"],
    rule: "A body that is no JSON object, is not UTF-8, has a member twice, or is over 1 MiB: 400xx00.",
    source: standard,
    certainty: "assumed"
  },
  {
    id: "A7",
    operations: pg,
    rule: "A merchant sees its own orders only; those of others are not found.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "I1",
    operations: ["initiate"],
    rule: "Virtual account, shop or pay code: paymentCode, redirecturl and expiryLink.",
    source: channelPages,
    certainty: "documented"
  },
  {
    id: "I2",
    operations: ["initiate"],
    rule: "Card, or no sourceOfFunds (hosted): redirecturl and expiryLink; the payer chooses on the page.",
    source: channelPages,
    certainty: "documented"
  },
  {
    id: "I3",
    operations: ["initiate"],
    rule: "QRIS: stringQr, a QRIS payload of the amount whose CRC is right, and imageurl.",
    source: `${channelPages}; stringQr from ${sandbox}`,
    certainty: "seen live"
  },
  {
    id: "I4",
    operations: ["initiate"],
    rule: "Wallet: redirecturl and appurl.",
    source: channelPages,
    certainty: "documented"
  },
  {
    id: "I5",
    operations: ["initiate"],
    rule: "order.timeout is in minutes, 1440 unless given; expiryLink is WIB without a zone.",
    source: `Finpay docs: order object; ${sandbox}`,
    certainty: "seen live"
  },
  {
    id: "I6",
    operations: ["initiate"],
    rule: "No customer.mobilePhone: \"Invalid Mandatory Field customer.mobile phone\" (4000002).",
    source: `${sandbox}; the digits are SNAP BI's`,
    certainty: "seen live"
  },
  {
    id: "I7",
    operations: ["initiate"],
    rule: "customer.mobilePhone not in the form +62…: \"Invalid Field Format. The customer.mobile phone format is " +
      "invalid\" (4000001).",
    source: `${sandbox}; the digits are SNAP BI's`,
    certainty: "seen live"
  },
  {
    id: "I8",
    operations: ["initiate"],
    rule: "DANA and LinkAja need order.item, and each item of DANA a category: \"Invalid Mandatory Field " +
      "order.item.0.category\" (4000002).",
    source: `${sandbox}; the digits are SNAP BI's`,
    certainty: "seen live"
  },
  {
    id: "I9",
    operations: ["initiate"],
    rule: "OVO needs sourceOfFunds.accountId, a local number 0…",
    source: `${sandbox}; the message is assumed`,
    certainty: "seen live"
  },
  {
    id: "I10",
    operations: ["initiate"],
    rule: "A channel that is off for the merchant, or unknown: \"Feature Not Allowed\" (4030001).",
    source: `${sandbox}; the digits are SNAP BI's`,
    certainty: "seen live"
  },
  {
    id: "I11",
    operations: ["initiate"],
    rule: "order.id was used before by the merchant: 4090001.",
    source: "shops that avoid it; the code is SNAP BI's",
    certainty: "assumed"
  },
  {
    id: "I12",
    operations: ["initiate"],
    rule:
      "order (id of 1 to 30 letters, digits, dashes, underscores; amount of 1 to 14 digits), customer and url are " +
      "mandatory (url not for QRIS); a missing one is 4000002, a malformed one 4000001. meta, card, billing, shipping, " +
      "device and recurring are objects.",
    source: "Finpay docs: order object and channel pages; the codes are SNAP BI's",
    certainty: "documented"
  },
  {
    id: "I13",
    operations: ["initiate"],
    rule: "A sourceOfFunds that is a bare string is ignored: the order is hosted.",
    source: sandbox,
    certainty: "seen live"
  },
  {
    id: "I14",
    operations: ["initiate"],
    rule:
      "What is wrong is told one thing at a time: what is missing, then what is malformed, then whether the channel " +
      "is on, then what the channel asks for, then whether the order id is new.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "K1",
    operations: ["checkStatus"],
    rule: "An unpaid order: data.merchant, an empty order.reference, result.payment with amount 0, status " +
      "REQUEST_INITIATED, statusDesc and userDesc.",
    source: sandbox,
    certainty: "seen live"
  },
  {
    id: "K2",
    operations: ["checkStatus"],
    rule:
      "A paid card: data.card with mask and info, meta.data, result.payment with amount, status CAPTURED, datetime, " +
      "reference and channel; order.reference is the order id with 1000000000 behind it.",
    source: `${openApi}; reference and datetime from Finpay docs: result object`,
    certainty: "documented"
  },
  {
    id: "K3",
    operations: ["checkStatus"],
    rule: "A paid virtual account: data.sourceOfFunds with type, channel (the bank code) and paymentCode, status PAID.",
    source: "Finpay docs: check card sample",
    certainty: "documented"
  },
  {
    id: "K4",
    operations: ["checkStatus"],
    rule: "order.amount is a string; an option writes the integer that samples and live answers have.",
    source: openApi,
    certainty: "documented"
  },
  {
    id: "K5",
    operations: ["checkStatus"],
    rule: "An unknown order: HTTP 404 \"Transaction Not Found\" (4040001).",
    source: "SNAP BI: response codes",
    certainty: "assumed"
  },
  {
    id: "K6",
    operations: ["checkStatus"],
    rule:
      "An item of order.item has name, quantity, category, description and unitPrice, those that were sent, all of " +
      "them strings.",
    source: openApi,
    certainty: "documented"
  },
  {
    id: "F1",
    operations: ["refund"],
    rule:
      "POST with order.id and order.amount, a string of whole rupiah; the answer is the envelope alone, without a " +
      "number of the refund.",
    source: openApi,
    certainty: "documented"
  },
  {
    id: "F2",
    operations: ["refund"],
    rule: "A full refund ends in REFUNDED; parts end in PARTIALLY_REFUNDED until their sum is what was paid.",
    source: `${statusList}; parts are assumed`,
    certainty: "assumed"
  },
  {
    id: "F3",
    operations: ["refund"],
    rule: "An order that was never captured: HTTP 404 \"Transaction Not Found\" (4040001), and nothing changes.",
    source: `${sandbox}; the digits are SNAP BI's`,
    certainty: "seen live"
  },
  {
    id: "F4",
    operations: ["refund"],
    rule: "Already refunded in full: 4030015. More than is left: 4030002.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "F5",
    operations: ["refund"],
    rule: "There is no idempotency key: the same refund sent twice gives back twice.",
    source: openApi,
    certainty: "documented"
  },
  {
    id: "V1",
    operations: ["void"],
    rule: "POST /void with order.id and order.amount.",
    source: openApi,
    certainty: "documented"
  },
  {
    id: "V2",
    operations: ["void"],
    rule: "GET /void/{orderId} without a body, with the same result.",
    source: `Finpay docs: after-payment/void; ${sandbox}`,
    certainty: "seen live"
  },
  {
    id: "V3",
    operations: ["void"],
    rule: "An unpaid order: 4030015 \"Transaction Not Permitted\", and nothing changes.",
    source: sandbox,
    certainty: "seen live"
  },
  {
    id: "V4",
    operations: ["void"],
    rule: "AUTHORIZED, CAPTURED or PAID before settlement becomes CANCELLED; a settled, refunded or partly refunded " +
      "order is 4030015; another amount than the order's is 4040013.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "X1",
    operations: ["cancel"],
    rule: "An unpaid virtual account, shop, card or hosted order becomes CANCELLED and can no longer be paid.",
    source: `Finpay docs: cancel order; ${sandbox}`,
    certainty: "seen live"
  },
  {
    id: "X2",
    operations: ["cancel"],
    rule:
      "QRIS and wallets refuse it right after initiate: 4040100 \"Invalid Transaction Status\", and nothing changes.",
    source: sandbox,
    certainty: "seen live"
  },
  {
    id: "X3",
    operations: ["cancel"],
    rule: "A paid, cancelled, expired or refunded order: 4040100.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "X4",
    operations: ["cancel"],
    rule: "A body on the GET is taken and not looked at.",
    source: "Finpay docs: cancel order prints one, the OpenAPI none",
    certainty: "documented"
  },
  {
    id: "E1",
    operations: ["checkStatus", "qrisQuery"],
    rule: "When the time to pay is over an unpaid order is EXPIRED and can no longer be paid; a hold on a card stays.",
    source: "Finpay's own shop plugin; the timing is assumed",
    certainty: "assumed"
  },
  {
    id: "E2",
    operations: ["checkStatus"],
    rule: "A card goes INITIATED, AUTHENTICATION_INITIATED, AUTHENTICATED, AUTHORIZED, and by capture (in parts: " +
      "PARTIALLY_CAPTURED) to CAPTURED; a declined payment is FAILURE.",
    source: `${statusList}; the order of steps is assumed`,
    certainty: "assumed"
  },
  {
    id: "B1",
    operations: ["callback"],
    rule: "A POST in JSON to url.callbackUrl of the order, signed with HMAC-SHA512 under the merchant key over PHP's " +
      "json_encode of all other members; the signature is 128 hex digits and the last member.",
    source: callbackPage,
    certainty: "documented"
  },
  {
    id: "B2",
    operations: ["callback"],
    rule: "The members stand in this order: merchant, customer, order, transaction, sourceOfFunds, card, meta, result.",
    source: "a public integration; the page prints fewer",
    certainty: "assumed"
  },
  {
    id: "B3",
    operations: ["callback"],
    rule: "Every change of status is told, also by cancel, void, refund and expiry; it can be switched off.",
    source: callbackPage,
    certainty: "assumed"
  },
  {
    id: "B4",
    operations: ["callback", "notification"],
    rule:
      "Anything but HTTP 2xx with no code or a 200 code is tried again after 1, 5, 15 and 60 minutes, then given up.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "B5",
    operations: ["callback"],
    rule: "A switch writes result.payment.amount as a float with its zero fraction, and signs that.",
    source: "a public integration types it as a float",
    certainty: "assumed"
  },
  {
    id: "S1",
    operations: ["notification"],
    rule:
      "A POST of originalReferenceNo, latestTransactionStatus, amount and additionalInfo to the QR's callbackUrl or " +
      "the merchant's address, on every change of status.",
    source: `${snapPages}, payment notify`,
    certainty: "documented"
  },
  {
    id: "S2",
    operations: ["notification"],
    rule:
      "Signed with the simulator's RSA key without a token; by option with the client secret and a token fetched from " +
      "the merchant's own token address.",
    source: `${standard}; which of them Finpay uses is assumed`,
    certainty: "assumed"
  },
  {
    id: "P1",
    operations: ["qrisQuery", "qrisRefund"],
    rule:
      "Profile finpay: query and refund answer 2005300, FeeAmount and referenceNo (the payment's own); expiresIn of " +
      "the token is a number.",
    source: `${snapPages}, samples`,
    certainty: "documented"
  },
  {
    id: "P2",
    operations: ["qrisQuery", "qrisRefund"],
    rule:
      "Profile standard: 2005100, 2007800, feeAmount, paidTime, refundNo and partnerRefundNo; expiresIn is \"900\".",
    source: standard,
    certainty: "documented"
  },
  {
    id: "P3",
    operations: ["qrisQuery", "qrisRefund"],
    rule: "Quirks by option: the query's two references swapped, the refund's key \"refundAmount \" and two values " +
      "that end in a blank.",
    source: `${snapPages}, samples`,
    certainty: "documented"
  },
  {
    id: "P4",
    operations: snap,
    rule:
      "The misspelt names of the tables (originalPartnerReferanceNo, submerchantId, terminald) are read, the right " +
      "ones answered; the calls are served with and without /pg/payment/card, the token at both printed paths.",
    source: `${snapPages}, tables`,
    certainty: "documented"
  },
  {
    id: "T1",
    operations: ["snapToken"],
    rule: "A good request: 2007300, accessToken, tokenType Bearer, 900 seconds, headers X-TIMESTAMP and X-CLIENT-KEY.",
    source: `${standard}; Finpay docs: SNAP signature`,
    certainty: "documented"
  },
  {
    id: "T2",
    operations: ["snapToken"],
    rule: "X-CLIENT-KEY, X-TIMESTAMP or X-SIGNATURE missing: 4007302 naming it.",
    source: "SNAP providers in public",
    certainty: "assumed"
  },
  {
    id: "T3",
    operations: ["snapToken"],
    rule: "grantType missing 4007302, unknown 4007301.",
    source: "SNAP providers in public",
    certainty: "assumed"
  },
  {
    id: "T4",
    operations: ["snapToken"],
    rule: "A malformed timestamp: 4007301.",
    source: "SNAP providers in public",
    certainty: "assumed"
  },
  {
    id: "T5",
    operations: ["snapToken"],
    rule: "An unknown client, a wrong key, PSS, SHA-1 or another text signed: 4017300 \"Unauthorized. Invalid " +
      "Signature\", the same for all.",
    source: "Finpay docs: SNAP signature",
    certainty: "documented"
  },
  {
    id: "T6",
    operations: ["snapToken"],
    rule: "A timestamp more than five minutes off, before or after: 4017300.",
    source: "servers in the field; the standard names no window",
    certainty: "assumed"
  },
  {
    id: "T7",
    operations: ["snapToken"],
    rule: "A body that is no JSON: 4007300.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "H1",
    operations: snap,
    rule: "A mandatory header missing: 400xx02 naming it. ORIGIN is mandatory in profile finpay only.",
    source: "Finpay docs: SNAP authorization and headers; the code from SNAP providers",
    certainty: "documented"
  },
  {
    id: "H2",
    operations: snap,
    rule:
      "X-TIMESTAMP, X-EXTERNAL-ID (in profile finpay up to 32 digits, in standard up to 36 letters, digits, dashes) " +
      "or CHANNEL-ID (up to 5) malformed: 400xx01 naming it.",
    source: `Finpay docs: SNAP authorization and headers; ${standard}`,
    certainty: "documented"
  },
  {
    id: "H3",
    operations: snap,
    rule: "An unknown X-PARTNER-ID: 401xx00.",
    source: "SNAP providers in public",
    certainty: "assumed"
  },
  {
    id: "H4",
    operations: snap,
    rule: "A token that is unknown, over 900 seconds old, or another client's: 401xx01; unknown by option 401xx03.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "H5",
    operations: snap,
    rule: "A signature over another body, path, method, token or timestamp, or with another secret: 401xx00.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "H6",
    operations: snap,
    rule: "The signature is over the minified body: blanks between the tokens of what is sent do not matter.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "H7",
    operations: snap,
    rule: "Minifying touches nothing else: blanks in strings, escapes, Unicode and numbers are signed as sent. The " +
      "signature is base64 or hex.",
    source: `${standard}; Finpay docs: SNAP signature`,
    certainty: "documented"
  },
  {
    id: "H8",
    operations: snap,
    rule:
      "The same X-EXTERNAL-ID twice on one day, on any service: 409xx00; the next day it is free. The day is WIB and " +
      "the scope the partner.",
    source: `${standard}; day and scope are assumed`,
    certainty: "assumed"
  },
  {
    id: "H9",
    operations: snap,
    rule: "A request that is not authenticated does not use up its X-EXTERNAL-ID.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "H10",
    operations: snap,
    rule: "Another method: 405xx00; an unknown path, which belongs to no service: HTTP 404, code 4040002.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "H11",
    operations: snap,
    rule: "Too many requests (by a fault): 429xx00 with Retry-After.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "H12",
    operations: snap,
    rule:
      "Every answer, also to a wrong path or method and to a body that is too large, is JSON with seven digits, an " +
      "HTTP status of the first three, and X-TIMESTAMP.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "H13",
    operations: snap,
    rule:
      "Checks in this order: path and method, size, headers there, headers well formed, partner, token, timestamp, " +
      "signature, external id, JSON, fields, business.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "G1",
    operations: ["qrisGenerate"],
    rule: "2004700 with referenceNo and qrContent: dynamic, the amount in tag 54, the CRC right.",
    source: `${snapPages}, generate QR; ${standard}`,
    certainty: "documented"
  },
  {
    id: "G2",
    operations: ["qrisGenerate"],
    rule:
      "An amount that is not a string of digits with two decimals, is zero, has a fraction of a rupiah or another " +
      "currency: 4004701, naming the field as it was sent.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "G3",
    operations: ["qrisGenerate"],
    rule:
      "A mandatory field missing: 4004702 naming it (amount and merchantId; in profile finpay also subMerchantId, " +
      "validityPeriod and additionalInfo; of an amount value and currency). FeeAmount, which Finpay's table calls mandatory, may be missing.",
    source: `${snapPages}, generate QR`,
    certainty: "documented"
  },
  {
    id: "G4",
    operations: ["qrisGenerate"],
    rule: "A body that is no JSON or has a member twice: 4004700.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "G5",
    operations: ["qrisGenerate"],
    rule: "partnerReferenceNo again: with the same fields 4094701, with others 4044718.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "G6",
    operations: ["qrisGenerate"],
    rule:
      "An unknown merchant 4044708, an unknown terminal 4044717, a blacklisted merchant 4034719, QRIS not allowed " +
      "4034701.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "G7",
    operations: ["qrisGenerate"],
    rule: "An amount over the merchant's limit: 4034702.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "G8",
    operations: ["qrisGenerate"],
    rule:
      "A validityPeriod that is over by the real clock or has no zone: 4004701. The QR ends when as much time as was " +
      "left of it has passed on the simulator's clock.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "Q1",
    operations: ["qrisQuery"],
    rule:
      "Status 03 unpaid, 00 paid with paidTime, 05 cancelled or expired, 04 refunded in full, 06 failed; refunded in " +
      "part is still 00.",
    source: `${snapPages}, query payment; 05 for an expired one is assumed`,
    certainty: "documented"
  },
  {
    id: "Q2",
    operations: ["qrisQuery"],
    rule: "An unknown payment: 404xx01, or by option status 07.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "Q3",
    operations: ["qrisQuery"],
    rule: "serviceCode missing 400xx02, not 47 400xx01.",
    source: `${snapPages}, query payment`,
    certainty: "documented"
  },
  {
    id: "Q4",
    operations: ["qrisQuery"],
    rule:
      "Found by either reference or by originalExternalId; two that disagree are 404xx18. Profile finpay insists on " +
      "originalReferenceNo.",
    source: `${standard}; ${snapPages}, query payment`,
    certainty: "documented"
  },
  {
    id: "C1",
    operations: ["qrisCancel"],
    rule: "An unpaid QR: 2007700 with cancelTime; it can no longer be paid, and the query says 05.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "C2",
    operations: ["qrisCancel"],
    rule: "Paid 4047700, expired 4037700, unknown 4047701, reason missing 4007702.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "C3",
    operations: ["qrisCancel"],
    rule: "Cancelled again: the same answer.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "R1",
    operations: ["qrisRefund"],
    rule: "A full refund: 200xx00 with refundTime; the query then says 04.",
    source: `${snapPages}, refund payment`,
    certainty: "documented"
  },
  {
    id: "R2",
    operations: ["qrisRefund"],
    rule: "Parts up to what was paid; more than is left is 404xx13.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "R3",
    operations: ["qrisRefund"],
    rule: "An unpaid payment: 404xx00.",
    source: "a provider's certification scenarios",
    certainty: "assumed"
  },
  {
    id: "R4",
    operations: ["qrisRefund"],
    rule: "An unknown payment: 404xx01.",
    source: "a provider's certification scenarios",
    certainty: "assumed"
  },
  {
    id: "R5",
    operations: ["qrisRefund"],
    rule: "Refunds not agreed with the merchant: 403xx15.",
    source: "a provider's certification scenarios",
    certainty: "assumed"
  },
  {
    id: "R6",
    operations: ["qrisRefund"],
    rule: "The merchant's balance is too low: 403xx14.",
    source: "a provider's certification scenarios",
    certainty: "assumed"
  },
  {
    id: "R7",
    operations: ["qrisRefund"],
    rule: "partnerRefundNo again with the same fields: the first answer again or, by option, 409xx01; never a second " +
      "refund.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "R8",
    operations: ["qrisRefund"],
    rule: "partnerRefundNo again with another amount, reason or payment: 404xx18.",
    source: "a provider's certification scenarios",
    certainty: "assumed"
  },
  {
    id: "R9",
    operations: ["qrisRefund"],
    rule: "A refund that still runs, asked again: 202xx00.",
    source: "a provider's certification scenarios",
    certainty: "assumed"
  },
  {
    id: "R10",
    operations: ["qrisRefund"],
    rule: "The refund window is over 403xx00; refunds are closed for now 405xx01.",
    source: standard,
    certainty: "documented"
  },
  {
    id: "R11",
    operations: ["qrisRefund"],
    rule: "The merchant's standing is abnormal: 404xx08.",
    source: "a provider's certification scenarios",
    certainty: "assumed"
  },
  {
    id: "R12",
    operations: ["qrisRefund"],
    rule: "Two different refunds at once over what is left: exactly one succeeds.",
    source: ours,
    certainty: "assumed"
  },
  {
    id: "R13",
    operations: ["qrisRefund"],
    rule: "A refund whose answer was lost, sent again under the same partnerRefundNo: exactly one refund.",
    source: ours,
    certainty: "assumed"
  }
]

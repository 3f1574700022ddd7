import { Rupiah } from "@openfinpay/finpay-core"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { ChosenName, GivenMerchantId, optionalTime } from "./access-fields.ts"
import { Amount } from "./amount.ts"
import { optionalText } from "./answer.ts"
import { plain, query } from "./document.ts"
import {
  InvalidRequestProblem,
  JournalUnavailableProblem,
  KeyBeyondCallerProblem,
  MerchantExistsProblem,
  MerchantInUseProblem,
  MerchantNotFoundProblem,
  MerchantOfEnvironmentProblem
} from "./problems.ts"

const secretText = (description: string, maximum: number) =>
  Schema.RedactedFromValue(
    Schema.String.check(Schema.isMaxLength(maximum, { message: `it is at most ${maximum} characters` })).annotate({
      description,
      format: "password",
      writeOnly: true
    })
  )

const short = (description: string) =>
  Schema.String.check(Schema.isMaxLength(255, { message: "it is at most 255 characters" })).annotate({ description })

/** What a merchant calls Finpay with. It can be sent and never be read again. */
export const GivenCredentials = Schema.Struct({
  merchantKey: secretText("The Merchant Key.", 512),
  snap: Schema.optionalKey(
    Schema.Struct({
      clientId: short("X-CLIENT-KEY of the token call."),
      clientSecret: secretText("Signs each call.", 512),
      privateKeyPem: secretText("Signs the token call: an RSA key of 2048 bits or more, as PEM text.", 16_384),
      partnerId: short("X-PARTNER-ID."),
      channelId: short("CHANNEL-ID."),
      origin: short("ORIGIN: the merchant's domain."),
      merchantId: Schema.optionalKey(short("The QRIS merchant, filled into requests that leave it out.")),
      subMerchantId: Schema.optionalKey(short("The QRIS sub-merchant, filled into requests that leave it out."))
    }).annotate({ description: "What QRIS over SNAP needs; without it the merchant has no QRIS." })
  )
}).annotate({
  identifier: "MerchantCredentials",
  description: "What the merchant calls Finpay with. Sealed before it is stored, and never shown again."
})

/** What a merchant calls Finpay with. */
export type GivenCredentials = typeof GivenCredentials.Type

const approvalAbove = Amount.annotate({
  description: "A refund, void or cancel of more than this many rupiah needs a second person; 0 is every one."
})

/** A merchant of this server, without its credentials. */
export const MerchantRecord = Schema.Struct({
  id: Schema.String.annotate({ description: "The merchant's id at Finpay.", examples: ["FINPAY001"] }),
  name: optionalText("What people call it."),
  credentials: Schema.Literals(["environment", "stored"]).annotate({
    description: "Where its credentials are: with the variables of the server, or sealed in its database."
  }),
  approvalAbove: Schema.optionalKey(approvalAbove),
  createdAt: optionalTime("When it was added; not there for the one of the environment."),
  updatedAt: optionalTime("When it was last changed here.")
}).annotate({ identifier: "Merchant" })

/** A merchant of this server, without its credentials. */
export type MerchantRecord = typeof MerchantRecord.Type

const Merchants = Schema.Struct({ merchants: Schema.Array(MerchantRecord) }).annotate({ identifier: "Merchants" })

const name = ChosenName.annotate({ description: "What people call it.", examples: ["Kopi Senja"] })

/** A merchant to be added. */
export const NewMerchant = Schema.Struct({
  id: GivenMerchantId,
  name: Schema.optionalKey(name),
  credentials: GivenCredentials,
  approvalAbove: Schema.optionalKey(approvalAbove)
}).annotate({ identifier: "NewMerchant" })

/** A merchant to be added. */
export type NewMerchant = typeof NewMerchant.Type

/** What is to be changed of a merchant; what is left out stays. */
export const MerchantChange = Schema.Struct({
  name: Schema.optionalKey(name),
  credentials: Schema.optionalKey(GivenCredentials),
  approvalAbove: Schema.optionalKey(
    Schema.NullOr(Rupiah).annotate({
      description: "A change of more than this many rupiah needs a second person; null: none does."
    })
  )
}).annotate({ identifier: "MerchantChange" })

/** What is to be changed of a merchant. */
export type MerchantChange = typeof MerchantChange.Type

const ofMerchant = { params: { merchantId: GivenMerchantId } } as const
const readProblems = [MerchantNotFoundProblem, JournalUnavailableProblem] as const
const changeProblems = [
  ...readProblems,
  KeyBeyondCallerProblem,
  MerchantOfEnvironmentProblem,
  InvalidRequestProblem
] as const

/** The merchants of this server. */
export class MerchantsGroup extends HttpApiGroup.make("merchants").add(
  HttpApiEndpoint.get("list", "/merchants", { success: Merchants, error: JournalUnavailableProblem }).annotateMerge(
    query("List merchants", "Those the API key is for. Credentials are never shown.")
  ),
  HttpApiEndpoint.get("get", "/merchants/:merchantId", {
    ...ofMerchant,
    success: MerchantRecord,
    error: readProblems
  }).annotateMerge(query("Read a merchant", "Credentials are never shown.")),
  HttpApiEndpoint.post("add", "/merchants", {
    payload: NewMerchant,
    success: MerchantRecord.pipe(HttpApiSchema.status(201)),
    error: [MerchantExistsProblem, KeyBeyondCallerProblem, InvalidRequestProblem, JournalUnavailableProblem]
  }).annotateMerge(plain(
    "administer",
    "Add a merchant",
    "With its credentials for the environment of this server, which are checked and sealed. Other servers of the same " +
      "database take it over within seconds. For a key that is bound to no merchant."
  )),
  HttpApiEndpoint.patch("change", "/merchants/:merchantId", {
    ...ofMerchant,
    payload: MerchantChange,
    success: MerchantRecord,
    error: changeProblems
  }).annotateMerge(plain(
    "administer",
    "Change a merchant",
    "What is left out stays; credentials are replaced as a whole. Those of the environment's merchant are changed there. " +
      "For a key that is bound to no merchant."
  )),
  HttpApiEndpoint.delete("remove", "/merchants/:merchantId", {
    ...ofMerchant,
    success: HttpApiSchema.NoContent,
    error: [...changeProblems, MerchantInUseProblem]
  }).annotateMerge(plain(
    "administer",
    "Remove a merchant",
    "Takes nothing new for it. Refused while one of its mutations is not settled. What the journal knows of it stays. " +
      "For a key that is bound to no merchant."
  ))
).annotateMerge(annotations({ title: "Merchants", description: "Whose payments this server works with." })) {}

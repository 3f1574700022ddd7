import * as Layer from "effect/Layer"
import { ReceivedCallbacks } from "../callbacks/ReceivedCallbacks.ts"
import { SnapTokens } from "../callbacks/SnapTokens.ts"
import { layerLeftBehind } from "../callbacks/take-left-behind.ts"
import { layerPaymentAnswers } from "./answer-questions.ts"
import { SeenPayments } from "./SeenPayments.ts"

/** What is known of payments and callbacks: read and written by the handlers. */
export const layerPaymentBooks = Layer.mergeAll(SeenPayments.layer, ReceivedCallbacks.layer, SnapTokens.layer)

/** What asks Finpay about payments and takes up callbacks that were left behind, until the layer closes. */
export const layerPaymentWork = Layer.mergeAll(layerPaymentAnswers, layerLeftBehind)

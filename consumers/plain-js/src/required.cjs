// Node 22.12 and newer let CommonJS require an ES module.
const { isPaid } = require("@openfinpay/finpay-core")
const { createFinpay } = require("@openfinpay/finpay-transport")

if (isPaid("PAID") !== true || typeof createFinpay !== "function") throw new Error("required wrongly")
console.log("plain-js, required: ok")

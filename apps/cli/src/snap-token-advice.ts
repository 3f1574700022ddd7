import { say } from "./language.ts"

/** What can be wrong when no token is given. The client secret is not among it: this call does not use it. */
export const snapTokenAdvice = say(
  "Finpay looks at three things: the client id (FINPAY_SNAP_CLIENT_ID), the signature of your private key, whose public " +
    "half Finnet must have, and this machine's clock. To compare the clock: finpay doctor",
  "Finpay memeriksa tiga hal: client id (FINPAY_SNAP_CLIENT_ID), tanda tangan kunci privat Anda, yang kunci publiknya " +
    "harus ada di Finnet, dan jam mesin ini. Untuk membandingkan jam: finpay doctor"
)

/** What a person is told about callbacks as they come. */
import { mistakeTexts } from "../commands/callback-explanation.ts"
import { say } from "../language.ts"
import { qrisStatusText } from "../output/qris-status.ts"
import { painted, plain, type Shown, status, type Tone } from "../output/terminal-status.ts"
import { widthOf, wrap } from "../output/terminal-wrap.ts"
import { outputScreen } from "../output/terminal.ts"
import { fields, printable, rupiah, wibOf } from "../output/text.ts"
import type { SocketEvent } from "./Events.ts"
import { type Forwarded, isNotReached, patienceMillis } from "./forward.ts"
import type { Handled } from "./Handled.ts"
import type { Judgement, News } from "./judge.ts"
import type { Received } from "./Received.ts"
import type { Reply } from "./reply.ts"
import type { Tally } from "./Tally.ts"

/** Lines that belong to the one above them. */
const indented = (text: string, tone?: Tone): string => {
  const screen = outputScreen()
  const lines = wrap(printable(text), screen.columns - 4)
  return painted(status(text, "", tone), lines, screen).map((line) => `    ${line}\n`).join("")
}

const verdictOf = ({ isValid, kind }: Judgement): Shown => {
  if (isValid === true) return status(say("valid", "sah"), "", "good")
  if (isValid === false) return status(say("NOT valid", "TIDAK sah"), "", "bad")
  return status(say("not checked", "tidak diperiksa"), kind === "qris" ? " (QRIS)" : "", "open")
}

const statusText = (kind: Judgement["kind"], word: string): string => kind === "qris" ? qrisStatusText(word) : word

const newsText = ({ isValid, kind }: Judgement, { amount, reference, status }: News): string => {
  const parts = [reference, rupiah(amount), status === undefined ? undefined : statusText(kind, status)]
  const said = parts.filter((part) => part !== undefined).join("  ")
  // What is not valid has said nothing: it only says that it says.
  return isValid === true ? said : say(`claims: ${said}`, `mengaku: ${said}`)
}

/** What came, in one line: its number, when, of which payment, and whether it is Finpay's. */
export const headline = ({ at, number }: Received, judgement: Judgement, duplicateOf: number | undefined): string => {
  const screen = outputScreen()
  const said = judgement.news === undefined ? [] : [newsText(judgement, judgement.news)]
  const [first = "", ...more] = wrap(printable([`#${number}`, wibOf(at), ...said].join("  ")), screen.columns)
  const verdict = verdictOf(judgement)
  const again = duplicateOf === undefined
    ? ""
    : say(`  again: the same as #${duplicateOf}`, `  lagi: sama dengan #${duplicateOf}`)
  const tail = `${painted(verdict, [plain(verdict)], screen).join("")}${again}`
  const fits = more.length === 0 && widthOf(`${first}  ${plain(verdict)}${again}`) <= screen.columns
  return fits ? `${first}  ${tail}\n` : [first, ...more.map((line) => `    ${line}`), `    ${tail}\n`].join("\n")
}

/** Why a callback is not valid, or what is odd about one that is. */
export const why = ({ explanation, isValid, message }: Judgement): string => {
  const mistakes = explanation === undefined ? [] : mistakeTexts(explanation)
  if (explanation?.isProven === true) return mistakes.map((text) => indented(text)).join("")
  const all = [...mistakes, ...(message === undefined ? [] : [message])]
  return isValid === true && message === undefined ? "" : all.map((text) => indented(text)).join("")
}

const problems: Readonly<Record<string, () => string>> = {
  ECONNREFUSED: () => say("nothing listens there", "tidak ada yang mendengarkan di sana"),
  ENOTFOUND: () => say("there is no such host", "host itu tidak ada"),
  TIMED_OUT: () =>
    say(`it took longer than ${patienceMillis / 1000} seconds`, `lebih lama dari ${patienceMillis / 1000} detik`),
  ECONNRESET: () => say("it broke the connection", "koneksinya diputus"),
  ANSWER_BROKEN: () => say("its answer broke off", "jawabannya terputus"),
  ANSWER_TOO_LARGE: () => say("its answer is larger than 64 KiB", "jawabannya lebih besar dari 64 KiB")
}

const seconds = (millis: number): string => millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`

const forwardedText = (forwarded: Forwarded, to: string): string => {
  if ("httpStatus" in forwarded) {
    const { httpStatus, millis } = forwarded
    return say(
      `${to} answered ${httpStatus} in ${seconds(millis)}`,
      `${to} menjawab ${httpStatus} dalam ${seconds(millis)}`
    )
  }
  const { problem } = forwarded
  const known = problems[problem]
  const reason = known === undefined ? problem : `${known()} (${problem})`
  return isNotReached(problem)
    ? say(
      `${to} was not reached: ${reason}; later callbacks are tried again`,
      `${to} tidak tercapai: ${reason}; callback berikutnya tetap dicoba`
    )
    : say(`${to} gave no answer: ${reason}`, `${to} tidak memberi jawaban: ${reason}`)
}

const forwardTone = (forwarded: Forwarded): Tone =>
  "httpStatus" in forwarded && forwarded.httpStatus >= 200 && forwarded.httpStatus < 300 ? "good" : "bad"

const replyText = ({ by, httpStatus }: Reply): string =>
  by === "application"
    ? say("passed back to the sender", "diteruskan kembali ke pengirim")
    : say(`the sender was answered ${httpStatus}`, `pengirim dijawab ${httpStatus}`)

/** What became of a callback: what the application said, and what was answered. */
export const outcome = (
  { forwarded, received, reply }: Handled,
  to: string | undefined,
  severalUnderWay: boolean
): string => {
  // Where several are under way at once, it must be said which one this is about.
  const name = severalUnderWay ? `#${received.number}: ` : ""
  const parts = forwarded === undefined || to === undefined
    ? [replyText(reply)]
    : [forwardedText(forwarded, to), replyText(reply)]
  return indented(`${name}${parts.join("; ")}`, forwarded === undefined ? undefined : forwardTone(forwarded))
}

/** That it listens, where, and what happens to what comes. */
export const readyText = (url: string, to: string | undefined, isPassedBack: boolean): string => {
  const forwarding = to === undefined ? undefined : isPassedBack
    ? say(`${to}, and its answers are passed back`, `${to}, dan jawabannya diteruskan kembali`)
    : say(`${to}, and Finpay's usual answer is given`, `${to}, dan jawaban lazim Finpay yang diberikan`)
  return `${say("Listening for callbacks. Ctrl-C stops it.", "Mendengarkan callback. Ctrl-C menghentikannya.")}\n${
    fields([[say("Address", "Alamat"), url], [say("Forwards to", "Meneruskan ke"), forwarding]])
  }`
}

const turnedAway: Readonly<Record<string, () => string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: () => say("it was too slow", "terlalu lambat"),
  HPE_HEADER_OVERFLOW: () => say("its headers are too large", "header-nya terlalu besar"),
  TOO_MANY_CONNECTIONS: () => say("too many at once", "terlalu banyak sekaligus"),
  TOO_MANY_REQUESTS: () => say("too many at once", "terlalu banyak sekaligus"),
  BODY_TOO_LARGE: () => say("its body is larger than 64 KiB", "isinya lebih besar dari 64 KiB"),
  HPE_INVALID_EOF_STATE: () => say("it broke off", "terputus di tengah jalan"),
  BODY_BROKEN: () => say("it broke off", "terputus di tengah jalan"),
  NOT_POST: () => say("it is no POST", "bukan POST")
}

/** Something about the socket, with the time. */
export const socketText = (event: SocketEvent, at: number): string => {
  const said = (text: string): string => `${wibOf(at)}  ${printable(text)}\n`
  switch (event.event) {
    case "lost":
      return said(
        say(
          `The socket was lost (${event.problem}). Callbacks cannot come now; trying to listen again.`,
          `Soket hilang (${event.problem}). Callback tidak dapat masuk sekarang; mencoba mendengarkan lagi.`
        )
      )
    case "listening-again":
      return said(
        say(
          "Listening again. Callbacks that came meanwhile were not received.",
          "Mendengarkan lagi. Callback yang datang sementara itu tidak diterima."
        )
      )
    case "turned-away": {
      const { count } = event
      if (count !== undefined) {
        return said(
          say(
            `${count} more requests were turned away, faster than each could be told.`,
            `${count} permintaan lagi ditolak, lebih cepat daripada dapat ditampilkan satu per satu.`
          )
        )
      }
      const reason = turnedAway[event.problem]?.() ?? event.problem
      return said(
        say(`A request was turned away: ${reason}.`, `Sebuah permintaan ditolak: ${reason}.`)
      )
    }
  }
}

/** The line that shows that it listens while nothing comes, the most important part first. */
export const idleParts = (url: string, { lastAt, received }: Tally, seenAt: number): ReadonlyArray<string> => {
  const clock = (at: number): string => wibOf(at).slice(11)
  return [
    say(`Listening on ${url}`, `Mendengarkan di ${url}`),
    received === 0 ? say("nothing came yet", "belum ada yang masuk") : say(`${received} came`, `${received} masuk`),
    ...(lastAt === undefined ? [] : [say(`the last at ${clock(lastAt)}`, `terakhir ${clock(lastAt)}`)]),
    say(`checked at ${clock(seenAt)}`, `diperiksa ${clock(seenAt)}`)
  ]
}

/** What came in all. */
export const summaryText = (tally: Tally, expected: number | undefined): string => {
  const { cutOff, duplicates, forwarded, notChecked, notForwarded, notValid, received, turnedAway, valid } = tally
  const some = (count: number, word: string): ReadonlyArray<string> => count === 0 ? [] : [`${count} ${word}`]
  const parts = [
    ...some(valid, say("valid", "sah")),
    ...some(notValid, say("NOT valid", "TIDAK sah")),
    ...some(notChecked, say("not checked", "tidak diperiksa")),
    ...some(duplicates, say("came again", "datang lagi")),
    ...some(forwarded, say("forwarded", "diteruskan")),
    ...some(notForwarded, say("not forwarded", "gagal diteruskan")),
    ...some(turnedAway, say("turned away", "ditolak")),
    ...some(cutOff, say("cut off at the end", "terputus di akhir"))
  ]
  const of = expected === undefined ? "" : say(` of ${expected}`, ` dari ${expected}`)
  const counted = say(
    `${received}${of} ${received === 1 && of === "" ? "callback" : "callbacks"}`,
    `${received}${of} callback`
  )
  return `${parts.length === 0 ? counted : `${counted}: ${parts.join(", ")}`}\n`
}

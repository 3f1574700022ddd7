import type { SettingProblem } from "@openfinpay/finpay-transport"

// Most of these are met by everybody on the first day. What is not here is shown as it was written.
const problems: Readonly<Record<string, string>> = {
  "is missing": "belum diisi",
  "is missing: local, sandbox or production": "belum diisi: local, sandbox, atau production",
  "is missing: sandbox or production": "belum diisi: sandbox atau production",
  "is required": "wajib diisi",
  "cannot be read": "tidak dapat dibaca",
  "must be local or sandbox or production": "harus local, sandbox, atau production",
  "must be post or get": "harus post atau get",
  "must be true or false": "harus true atau false",
  "must be visible ASCII without blanks": "harus huruf dan tanda biasa (ASCII) tanpa spasi",
  "must not hold a colon": "tidak boleh memuat titik dua",
  "must not hold |": "tidak boleh memuat |",
  "begins or ends with a blank or line break": "diawali atau diakhiri spasi atau pindah baris",
  "must be on this machine (127.0.0.1, [::1] or localhost), because the environment is local":
    "harus di komputer ini (127.0.0.1, [::1], atau localhost), karena lingkungannya local"
}

const wholeNumber = /^must be a whole number from (\d+)(?: to (\d+))?$/u

const inIndonesian = (problem: string): string => {
  const [, from, to] = wholeNumber.exec(problem) ?? []
  if (from !== undefined) return `harus bilangan bulat mulai ${from}${to === undefined ? "" : ` sampai ${to}`}`
  return Object.hasOwn(problems, problem) ? problems[problem] ?? problem : problem
}

/** What is wrong with one setting. */
export const settingProblemText = ({ problem, setting }: SettingProblem): string =>
  `${setting} ${inIndonesian(problem)}`

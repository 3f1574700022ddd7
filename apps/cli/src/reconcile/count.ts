import { language } from "../language.ts"

const format = new Intl.NumberFormat(language === "id" ? "id-ID" : "en-US")

/** A number of things as people write it: `1,000,000`, in Indonesian `1.000.000`. */
export const count = (number: number): string => format.format(number)

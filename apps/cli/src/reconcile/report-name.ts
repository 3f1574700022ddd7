import { say } from "../language.ts"

/** What a person calls the report. */
export const nameOf = (file: string): string => file === "-" ? say("standard input", "masukan standar") : file

import { Logger } from "effect"

/** Everything the servers of a test logged, as they would have written it. */
export const logged: Array<string> = []

/** Keeps what is logged instead of printing it. */
export const keptLogs = Logger.layer([Logger.map(Logger.formatJson, (line) => {
  logged.push(line)
})])

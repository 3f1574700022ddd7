import type { Topic } from "./topic.ts"
import { amounts } from "./topics/amounts.ts"
import { completions } from "./topics/completions.ts"
import { exitCodesTopic } from "./topics/exit-codes.ts"
import { faults } from "./topics/faults.ts"
import { firstSteps } from "./topics/first-steps.ts"
import { flags } from "./topics/flags.ts"
import { languagesTopic } from "./topics/languages.ts"
import { neverTwice } from "./topics/never-twice.ts"
import { settingsTopic } from "./topics/settings.ts"
import { times } from "./topics/times.ts"

/** What can be read beside the help of commands, in the order in which it is listed. */
export const topics: ReadonlyArray<Topic> = [
  firstSteps,
  neverTwice,
  exitCodesTopic,
  amounts,
  times,
  languagesTopic,
  settingsTopic,
  flags,
  faults,
  completions
]

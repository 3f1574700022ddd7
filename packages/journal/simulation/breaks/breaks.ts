import type { Break } from "./Break.ts"
import { claimingBreaks } from "./claiming.ts"
import { findingOutBreaks } from "./finding-out.ts"
import { sendingBreaks } from "./sending.ts"
import { storingBreaks } from "./storing.ts"

/** Every known bug that can be switched in. */
export const breaks: ReadonlyArray<Break> = [...sendingBreaks, ...claimingBreaks, ...findingOutBreaks, ...storingBreaks]

/** The known bug of this name. */
export const breakNamed = (name: string): Break | undefined => breaks.find((one) => one.name === name)

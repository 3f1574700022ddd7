import { say } from "../language.ts"

/** A length of time in the two largest units that it has: `7 min 5 s`. */
export const durationText = (millis: number): string => {
  const seconds = Math.round(millis / 1000)
  const units = [
    [say("d", "hari"), Math.floor(seconds / 86_400)],
    [say("h", "jam"), Math.floor(seconds / 3600) % 24],
    [say("min", "mnt"), Math.floor(seconds / 60) % 60],
    [say("s", "dtk"), seconds % 60]
  ] as const
  const from = units.findIndex(([, count]) => count > 0)
  if (from < 0) return `0 ${say("s", "dtk")}`
  return units.slice(from, from + 2).filter(([, count]) => count > 0).map(([unit, count]) => `${count} ${unit}`).join(
    " "
  )
}

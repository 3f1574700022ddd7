import type { Intent, OrderPlan, Plan } from "../../simulation/plan/Plan.ts"

const order: OrderPlan = {
  name: "O1",
  made: { by: "initiate", channel: "vabca" },
  amount: 60_000,
  life: [{ at: 500, event: "pay" }]
}

/** A world in which nothing goes wrong, with two processes on one database. */
export const calm: Plan = {
  seed: 1,
  processes: 2,
  freshDatabase: false,
  voidStyle: "post",
  hasClerk: false,
  erases: false,
  slowness: { probability: 0.3, mostMillis: 5 },
  callTimeoutMillis: 5_000,
  settings: {
    leaseSeconds: 3,
    workers: 2,
    pollMillis: 1_000,
    checkDelaysSeconds: [1, 2, 4, 8],
    notAppliedChecks: 3,
    notAppliedSeconds: 30,
    undecidedChecks: 3,
    undecidedSeconds: 0,
    giveUpChecks: 10,
    giveUpSeconds: 60,
    repeatQrisRefunds: true
  },
  orders: [order],
  intents: [],
  incidents: [],
  jumps: [],
  weather: []
}

/** A refund of all of the order, asked for once. */
export const refund = (name: string, change: Partial<Intent> = {}): Intent => ({
  name,
  order: "O1",
  operation: "refund",
  amount: 60_000,
  caller: "ani",
  asks: [{ at: 3_000, process: 0, waitMillis: 10_000 }],
  againMillis: 3_000,
  insists: false,
  ...change
})

/** A caller asks then, and waits for the outcome. */
export const at = (when: number, process = 0): Intent["asks"][number] => ({ at: when, process, waitMillis: 10_000 })

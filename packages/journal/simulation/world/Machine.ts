import type { Draws } from "../draws.ts"
import type { Incident, Plan, Trigger } from "../plan/Plan.ts"
import type { Edge } from "../process/Gate.ts"
import { JournalProcess } from "../process/JournalProcess.ts"
import type { ProcessOptions } from "../process/JournalProcess.ts"
import type { Story } from "../story/Story.ts"
import type { VirtualTime } from "../time/VirtualTime.ts"

/** How often things befell the processes. */
export interface MachineCounts {
  starts: number
  kills: number
  stops: number
  freezes: number
}

/** What the processes of a machine have in common. */
export interface MachineOptions {
  readonly plan: Plan
  readonly draws: Draws
  readonly time: VirtualTime
  readonly story: Story
  /** A process is up. */
  readonly onUp: () => void
  readonly processOptions: (name: string, draws: Draws, atEdge: (edge: Edge) => void) => ProcessOptions
}

/** A supervisor tries again after so long when a process does not come up. */
const retryMillis = 2_000

const firstWords = (text: string): string => text.trim().replace(/\s+/gu, " ").slice(0, 60)

interface Life {
  readonly process: JournalProcess
  readonly incidents: Array<Incident>
  /** At which step each of its mutations left. */
  readonly departures: Array<number>
}

/** The machine the shop's processes run on, and the supervisor that starts them again. */
export class Machine {
  readonly counts: MachineCounts = { starts: 0, kills: 0, stops: 0, freezes: 0 }
  readonly #options: MachineOptions
  readonly #lives: Array<Life | undefined>
  readonly #lifeNumbers: Array<number>
  #isClosing = false

  constructor(options: MachineOptions) {
    this.#options = options
    this.#lives = Array.from({ length: options.plan.processes }, () => undefined)
    this.#lifeNumbers = Array.from({ length: options.plan.processes }, () => 0)
  }

  startAll(): void {
    for (let index = 0; index < this.#lives.length; index++) this.#start(index)
  }

  /** The process in this place, when it is up. */
  process(index: number): JournalProcess | undefined {
    const process = this.#lives[index % this.#lives.length]?.process
    return process?.isUp === true ? process : undefined
  }

  /** Any process that is up. */
  anyUp(): JournalProcess | undefined {
    return this.#lives.map((life) => life?.process).find((process) => process?.isUp)
  }

  /** Whether incidents are still to come, or a process is down because of one. */
  get isSettled(): boolean {
    return this.#lives.every((life) => life?.process.isUp === true)
  }

  /** Ends all processes as SIGTERM does, and starts none any more. */
  closeAll(then: () => void): void {
    this.#isClosing = true
    let left = this.#lives.length
    const one = () => {
      if (--left === 0) then()
    }
    for (const life of this.#lives) {
      if (life?.process.isUp === true) life.process.stop(one)
      else one()
    }
  }

  /** Closes what is left of them, for instance because the run was broken off. */
  killAll(): void {
    this.#isClosing = true
    for (const life of this.#lives) life?.process.kill()
  }

  #start(index: number): void {
    if (this.#isClosing) return
    const { draws, plan, processOptions, story, time } = this.#options
    const number = (this.#lifeNumbers[index] ?? 0) + 1
    this.#lifeNumbers[index] = number
    const name = `P${index + 1}.${number}`
    const incidents = plan.incidents.filter((one) => one.process === index && one.life === number)
    const departures: Array<number> = []
    const process: JournalProcess = new JournalProcess(
      processOptions(name, draws.fork(name), (edge) => this.#atEdge(index, edge))
    )
    const life: Life = { process, incidents, departures }
    this.#lives[index] = life
    this.counts.starts++
    for (const incident of incidents) {
      if ("at" in incident.when) {
        time.after(incident.when.at - time.now, () => this.#befall(index, life, incident, ""))
      }
    }
    process.start((failure) => {
      if (failure === undefined) {
        this.#options.onUp()
        return story.tell(name, "is up")
      }
      story.tell(name, `does not come up: ${failure.message}`)
      time.after(retryMillis, () => this.#start(index))
    })
  }

  #atEdge(index: number, edge: Edge): void {
    const life = this.#lives[index]
    if (life === undefined) return
    if (edge.kind === "mutation" && edge.edge === "before") life.departures.push(edge.step)
    const due = life.incidents.find(({ when }) => isDue(when, edge, life.departures))
    if (due !== undefined) this.#befall(index, life, due, ` ${edge.edge} step ${edge.step}: ${firstWords(edge.what)}`)
  }

  #befall(index: number, life: Life, incident: Incident, where: string): void {
    const { process } = life
    // Only what is alive can be killed, and each incident befalls once.
    if (process.isEnded || this.#isClosing || !life.incidents.includes(incident)) return
    life.incidents.splice(life.incidents.indexOf(incident), 1)
    const { story, time } = this.#options
    const { what } = incident
    switch (what.kind) {
      case "kill":
        this.counts.kills++
        story.tell(process.name, `is killed${where}`)
        process.kill()
        time.after(what.downMillis, () => this.#start(index))
        return
      case "stop":
        if (!process.isUp) return
        this.counts.stops++
        story.tell(process.name, `is told to stop${where}`)
        process.stop(() => {
          story.tell(process.name, "has stopped")
          time.after(what.downMillis, () => this.#start(index))
        })
        return
      case "freeze":
        this.counts.freezes++
        story.tell(process.name, `is frozen for ${what.millis} ms${where}`)
        process.gate.freeze()
        time.after(what.millis, () => {
          if (process.isEnded) return
          story.tell(process.name, "goes on")
          process.gate.thaw()
        })
    }
  }
}

const isDue = (when: Trigger, { edge, step }: Edge, departures: ReadonlyArray<number>): boolean => {
  if ("at" in when || when.edge !== edge) return false
  if ("step" in when) return when.step === step
  const left = departures[when.mutation - 1]
  return left !== undefined && left + when.stepsLater === step
}

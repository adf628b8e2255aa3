/** CPU time and memory of a process and all its descendants, read from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const pageBytes = 4096
const tickMs = 10

interface Stat {
  readonly parent: number
  /** utime + stime + cutime + cstime: children that have exited are in their parent's last two. */
  readonly ticks: number
  readonly residentPages: number
}

function readStat(pid: number): Stat | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined // gone since the directory was listed
  }
  // The command name may hold spaces and parentheses: the fields begin after the last ')'.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {
    parent: Number(fields[1]),
    ticks: Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]),
    residentPages: Number(fields[21]),
  }
}

function tree(root: number): Map<number, Stat> {
  const all = new Map<number, Stat>()
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const stat = Number.isInteger(pid) ? readStat(pid) : undefined
    if (stat === undefined) continue
    all.set(pid, stat)
    const siblings = children.get(stat.parent)
    if (siblings === undefined) children.set(stat.parent, [pid])
    else siblings.push(pid)
  }
  const found = new Map<number, Stat>()
  const waiting = [root]
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const stat = all.get(pid)
    if (stat === undefined) continue
    found.set(pid, stat)
    waiting.push(...(children.get(pid) ?? []))
  }
  return found
}

export interface Usage {
  readonly cpuMs: number
  /** Sum of resident sizes; pages that processes share are counted once for each. */
  readonly residentBytes: number
}

export function usage(roots: readonly number[]): Usage {
  let ticks = 0
  let pages = 0
  for (const root of roots) {
    for (const stat of tree(root).values()) {
      ticks += stat.ticks
      pages += stat.residentPages
    }
  }
  return { cpuMs: ticks * tickMs, residentBytes: pages * pageBytes }
}

/** Memory with shared pages divided among their users: the fair figure for a server of many processes. */
export function proportionalBytes(roots: readonly number[]): number {
  let kilobytes = 0
  for (const root of roots) {
    for (const pid of tree(root).keys()) {
      try {
        const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
        kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0)
      } catch {
        // gone since the directory was listed
      }
    }
  }
  return kilobytes * 1024
}

const restMs = 1000
const restTries = 20
/** A change of memory that counts as none. */
const restBytes = 400_000

/** The same once it is level: garbage is collected before each reading, where the server has a way to that. */
export async function restingBytes(
  roots: readonly number[],
  collect: () => Promise<void> = async () => {},
): Promise<number> {
  let before = Number.POSITIVE_INFINITY
  for (let i = 0; i < restTries; i++) {
    await collect()
    await delay(restMs)
    const now = proportionalBytes(roots)
    if (Math.abs(now - before) < restBytes) return now
    before = now
  }
  process.stderr.write(
    `memory was not level in ${(restTries * restMs) / 1000} s: the last reading is taken\n`,
  )
  return before
}

const quietMs = 500
/** Readings in a row in which a server at rest does nothing. */
const quietReadings = 4
const quietTries = 240
/** Processor time of `quietMs` that counts as none. */
const quietCpuMs = 20

/** Waits until a server has done what it put off, or two minutes have gone. */
export async function atRest(roots: readonly number[]): Promise<void> {
  let before = usage(roots).cpuMs
  let quiet = 0
  for (let i = 0; i < quietTries && quiet < quietReadings; i++) {
    await delay(quietMs)
    const now = usage(roots).cpuMs
    quiet = now - before <= quietCpuMs ? quiet + 1 : 0
    before = now
  }
}

/**
 * The regulation as an administrator has set it: actions by agency and direction, exceptions with an end, numbers,
 * routes of documents, and officials' addresses elsewhere. Made anew after each change of them; a letter is judged
 * by one of these from beginning to end.
 */
import { fold } from '../base/fold.ts'
import type { Direction } from '../ports/archive.ts'
import type { Action, AgencyId } from '../ports/directory.ts'
import type {
  ActionSetting,
  AlternateAddress,
  DocumentChannel,
  DocumentRoute,
  PolicyException,
  PolicyState,
} from '../ports/policy.ts'
import { canonicalDomain } from './look-alike.ts'
import { type Reason, termsOf } from './reasons.ts'
import { defaultOf, isThreshold, type Threshold } from './thresholds.ts'
import { milder, stricter } from './verdict.ts'

/** Where a setting or an exception is looked up. */
export interface Standing {
  readonly agencyId: AgencyId | null
  readonly direction: Direction
}

export const noPolicyState: PolicyState = {
  version: 0,
  actions: [],
  exceptions: [],
  thresholds: [],
  routes: [],
  alternates: [],
}

export class PolicySettings {
  readonly version: number
  readonly #actions: ReadonlyMap<string, readonly ActionSetting[]>
  readonly #exceptions: ReadonlyMap<string, readonly PolicyException[]>
  readonly #thresholds: ReadonlyMap<Threshold, number>
  readonly #routes: ReadonlyMap<string, DocumentChannel>
  readonly #alternates: ReadonlyMap<string, AlternateAddress>

  constructor(state: PolicyState = noPolicyState) {
    this.version = state.version
    this.#actions = Map.groupBy(state.actions, ({ reason }) => reason)
    // The wider leave first: one that an agency gave itself may lift less.
    const exceptions = state.exceptions.toSorted((a, b) => Number(a.byAgency ?? 0) - Number(b.byAgency ?? 0))
    this.#exceptions = Map.groupBy(exceptions, ({ reason }) => reason)
    this.#thresholds = new Map(
      state.thresholds.flatMap(({ name, value }) => (isThreshold(name) ? [[name, value] as const] : [])),
    )
    this.#routes = new Map(state.routes.map(({ kind, route, channel }) => [routeKey(kind, route), channel]))
    this.#alternates = new Map(state.alternates.map(each => [each.address, each]))
  }

  threshold(name: Threshold): number {
    return this.#thresholds.get(name) ?? defaultOf(name)
  }

  /** The province's word, or what the agency itself set where that is stricter. */
  actionOf(reason: Reason, standing: Standing): Action {
    let action = this.provinceActionOf(reason, standing)
    for (const setting of this.#actions.get(reason) ?? [])
      if (setting.byAgency && holdsAt(setting, standing)) action = stricter(action, setting.action)
    return bounded(reason, action)
  }

  /**
   * What an administrator's most particular setting says: agency and direction before agency before direction before
   * all; the first of equals.
   */
  provinceActionOf(reason: Reason, standing: Standing): Action {
    let action: Action = termsOf(reason).default
    let best = -1
    for (const setting of this.#actions.get(reason) ?? []) {
      if (setting.byAgency || !holdsAt(setting, standing)) continue
      const rank = particularity(setting)
      if (rank > best) {
        best = rank
        action = setting.action
      }
    }
    return bounded(reason, action)
  }

  /** The settings that decide in the stead of one, somewhere within its place. */
  beside(setting: ActionSetting): readonly ActionSetting[] {
    return (this.#actions.get(setting.reason) ?? []).filter(
      other => other.action !== setting.action && overlaps(other, setting) && outranks(other, setting),
    )
  }

  /** The leave that holds for an address at a moment; never for what has a floor. */
  exceptionFor(reason: Reason, address: string, standing: Standing, at: number): PolicyException | undefined {
    const open = this.#exceptions.get(reason)
    if (open === undefined || termsOf(reason).floor !== 'allow') return undefined
    const wanted = address.toLowerCase()
    const domain = `@${canonicalDomain(wanted.slice(wanted.lastIndexOf('@') + 1))}`
    return open.find(
      exception =>
        exception.expiresAt > at &&
        exception.createdAt <= at &&
        holdsAt(exception, standing) &&
        (exception.subject === wanted || exception.subject === domain),
    )
  }

  /** How a kind must travel where nothing else is set: with paper when the decree asks for a paper copy. */
  channelOf(kind: string, route: DocumentRoute, paperCopyRequired: boolean): DocumentChannel {
    return this.#routes.get(routeKey(kind, route)) ?? (paperCopyRequired ? 'with-paper' : 'electronic')
  }

  /** The address of the official's box whose address elsewhere this was confirmed to be. */
  officialOf(address: string): string | undefined {
    return this.#alternates.get(address.toLowerCase())?.box
  }
}

/** null is every agency, or every direction. */
type Place = Pick<ActionSetting, 'agencyId' | 'direction'>

function holdsAt({ agencyId, direction }: Place, standing: Standing): boolean {
  return (
    (agencyId === null || agencyId === standing.agencyId) &&
    (direction === null || direction === standing.direction)
  )
}

/** True when a letter can be of both places. */
function overlaps(a: Place, b: Place): boolean {
  return (
    (a.agencyId === null || b.agencyId === null || a.agencyId === b.agencyId) &&
    (a.direction === null || b.direction === null || a.direction === b.direction)
  )
}

function particularity({ agencyId, direction }: Place): number {
  return (agencyId === null ? 0 : 2) + (direction === null ? 0 : 1)
}

function outranks(other: ActionSetting, setting: ActionSetting): boolean {
  if (other.byAgency || setting.byAgency) return stricter(other.action, setting.action) === other.action
  return particularity(other) > particularity(setting)
}

function bounded(reason: Reason, action: Action): Action {
  const { floor, ceiling } = termsOf(reason)
  return stricter(milder(action, ceiling), floor)
}

function routeKey(kind: string, route: DocumentRoute): string {
  return `${route} ${fold(kind)}`
}

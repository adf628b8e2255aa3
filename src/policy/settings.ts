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
    this.#exceptions = Map.groupBy(state.exceptions, ({ reason }) => reason)
    this.#thresholds = new Map(
      state.thresholds.flatMap(({ name, value }) => (isThreshold(name) ? [[name, value] as const] : [])),
    )
    this.#routes = new Map(state.routes.map(({ kind, route, channel }) => [routeKey(kind, route), channel]))
    this.#alternates = new Map(state.alternates.map(each => [each.address, each]))
  }

  threshold(name: Threshold): number {
    return this.#thresholds.get(name) ?? defaultOf(name)
  }

  /** The most particular setting: agency and direction before agency before direction before all; the first of equals. */
  actionOf(reason: Reason, { agencyId, direction }: Standing): Action {
    const terms = termsOf(reason)
    let action: Action = terms.default
    let best = -1
    for (const setting of this.#actions.get(reason) ?? []) {
      if (setting.agencyId !== null && setting.agencyId !== agencyId) continue
      if (setting.direction !== null && setting.direction !== direction) continue
      const rank = (setting.agencyId === null ? 0 : 2) + (setting.direction === null ? 0 : 1)
      if (rank > best) {
        best = rank
        action = setting.action
      }
    }
    return stricter(milder(action, terms.ceiling), terms.floor)
  }

  /** The leave that holds for an address at a moment; never for what has a floor. */
  exceptionFor(
    reason: Reason,
    address: string,
    { agencyId, direction }: Standing,
    at: number,
  ): PolicyException | undefined {
    const open = this.#exceptions.get(reason)
    if (open === undefined || termsOf(reason).floor !== 'allow') return undefined
    const wanted = address.toLowerCase()
    const domain = `@${canonicalDomain(wanted.slice(wanted.lastIndexOf('@') + 1))}`
    return open.find(
      exception =>
        exception.expiresAt > at &&
        exception.createdAt <= at &&
        (exception.agencyId === null || exception.agencyId === agencyId) &&
        (exception.direction === null || exception.direction === direction) &&
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

function routeKey(kind: string, route: DocumentRoute): string {
  return `${route} ${fold(kind)}`
}

/**
 * The rule of two: an auditor asks, another one agrees. Who agrees sees all of what is asked for by an own right: for a
 * letter outside the requester's scope that is somebody of the whole province, for an export whoever sees at least what
 * the requester does. Nobody grants his own; the writer of the store says so, too. Each step is a leaf of the log, and
 * changes no letter, mailbox or setting: the effect is `safeguard`.
 *
 * Two sessions are not two persons: those of all auditors may lie in one folder. So to ask and to agree take a fresh code
 * of the second factor each, the asking too, since who has another's session would ask in that name and agree in his own.
 * To refuse or withdraw takes none: it opens nothing, and must not wait for a telephone.
 */
import * as z from 'zod'
import { entrySubject } from '../../archive/approval.ts'
import { covers, inScope } from '../../archive/scope.ts'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { type Approval, type ApprovalError, approvalPurposes } from '../../ports/approval.ts'
import { type Scope, wholeProvince } from '../../ports/search.ts'
import { type Caller, defineOperation, type Outcome, refuse } from '../operation.ts'
import { parseReason } from '../reason.ts'
import type { Services } from '../services.ts'
import { note, timeOrNever } from './parameters.ts'

const auditors = ['auditor'] as const
const id = z.int().positive()
/** Characters of a query that can be exported. */
const mostQuery = 2000

const subject = z.discriminatedUnion('purpose', [
  z.strictObject({ purpose: z.literal(approvalPurposes[0]), query: z.string().trim().min(1).max(mostQuery) }),
  z.strictObject({ purpose: z.literal(approvalPurposes[1]), entry: id }),
])

/** What is asked for, and what whoever agrees has to see. */
async function wanted(
  { store }: Services,
  { name, scope }: Caller,
  asked: z.output<typeof subject>,
): Promise<Outcome<{ readonly subject: string; readonly scope: Scope }>> {
  const own = scope ?? { agencies: [], fromMs: null, beforeMs: null }
  if (asked.purpose === 'export') return ok({ subject: asked.query.normalize('NFC'), scope: own })
  const entry = await store.read.archive.entry(asked.entry)
  if (entry === undefined) return refuse('not-found', `no entry ${asked.entry}`)
  if (inScope(entry, own))
    return refuse('invalid', `${entrySubject(entry.id)} is within what ${name} is appointed for`)
  return ok({ subject: entrySubject(entry.id), scope: wholeProvince })
}

/** One that the caller asked for, or may decide; of others nothing is told. */
function concerns({ name, scope }: Caller, approval: Approval): boolean {
  return approval.requestedBy === name || (scope !== null && covers(scope, approval.scope))
}

async function find({ store }: Services, caller: Caller, id: number): Promise<Outcome<Approval>> {
  const approval = await store.read.approvals.approval(id)
  const told = approval !== undefined && concerns(caller, approval)
  return told ? ok(approval) : refuse('not-found', `no approval ${id}`)
}

function shown({ scope: _, requestedAt, decidedAt, expiresAt, state, ...approval }: Approval, now: number) {
  const open = state === 'requested' || state === 'granted'
  return {
    ...approval,
    state: open && expiresAt <= now ? ('expired' as const) : state,
    requestedAt: localTime(requestedAt),
    decidedAt: timeOrNever(decidedAt),
    expiresAt: localTime(expiresAt),
  }
}

const why: Readonly<Record<ApprovalError['reason'], string>> = {
  'not-waiting': 'was decided before, or lapsed',
  expired: 'has expired',
  own: 'is your own: another auditor decides',
}

async function decide(
  services: Services,
  caller: Caller,
  id: number,
  state: 'granted' | 'refused',
  note: string,
) {
  const found = await find(services, caller, id)
  if (!found.ok) return found
  const own = found.value.requestedBy === caller.name
  if (own && state === 'granted') return refuse('refused', `approval ${id} ${why.own}`)
  const { store, clock, config } = services
  const at = clock.now()
  const decision = { state, by: caller.name, note, at, expiresAt: at + config.limits.approvalGrantMs }
  const decided = await store.write.decideApproval(id, decision)
  if (!decided.ok) return refuse('refused', `approval ${id} ${why[decided.error.reason]}`)
  const now = await find(services, caller, id)
  return now.ok ? ok(shown(now.value, at)) : now
}

export const approvalOperations = {
  'approval.request': defineOperation({
    summary: 'Ask another auditor to agree to an export, or to reading a letter outside one’s scope',
    roles: auditors,
    effect: 'safeguard',
    freshCode: true,
    parameters: z.strictObject({ for: subject, reason: z.string() }),
    entries: ({ for: asked }) => (asked.purpose === 'read' ? [asked.entry] : []),
    async run(services, caller, { for: asked, reason: text }) {
      const { store, clock, config } = services
      const reason = parseReason(text, config.limits)
      if (!reason.ok) return refuse('invalid', `reason: ${reason.error}`)
      const what = await wanted(services, caller, asked)
      if (!what.ok) return what
      const requestedAt = clock.now()
      const request = {
        ...what.value,
        purpose: asked.purpose,
        reason: reason.value,
        requestedBy: caller.name,
        requestedAt,
        expiresAt: requestedAt + config.limits.approvalRequestMs,
      }
      const id = await store.write.requestApproval(request)
      const found = await find(services, caller, id)
      return found.ok ? ok(shown(found.value, requestedAt)) : found
    },
  }),

  'approval.list': defineOperation({
    summary: 'List the approvals that one asked for or may decide, newest first',
    roles: auditors,
    effect: 'read',
    parameters: z.strictObject({ waiting: z.boolean().optional() }),
    async run({ store, clock, config }, caller, { waiting }) {
      const filter = waiting === true ? ({ state: 'requested' } as const) : {}
      const all = await store.read.approvals.approvals({ ...filter, limit: config.limits.resultRows })
      const now = clock.now()
      const mine = all.filter(approval => concerns(caller, approval)).map(approval => shown(approval, now))
      return ok(waiting === true ? mine.filter(({ state }) => state === 'requested') : mine)
    },
  }),

  'approval.show': defineOperation({
    summary: 'Show what was asked for and what became of it',
    roles: auditors,
    effect: 'read',
    parameters: z.strictObject({ id }),
    async run(services, caller, { id }) {
      const found = await find(services, caller, id)
      return found.ok ? ok(shown(found.value, services.clock.now())) : found
    },
  }),

  'approval.grant': defineOperation({
    summary: 'Agree to what another auditor asked for',
    roles: auditors,
    effect: 'safeguard',
    freshCode: true,
    parameters: z.strictObject({ id, note: note.optional() }),
    async run(services, caller, { id, note }) {
      return decide(services, caller, id, 'granted', note ?? '')
    },
  }),

  'approval.refuse': defineOperation({
    summary: 'Refuse what another auditor asked for, or withdraw what one asked for oneself',
    roles: auditors,
    effect: 'safeguard',
    parameters: z.strictObject({ id, note }),
    async run(services, caller, { id, note }) {
      return decide(services, caller, id, 'refused', note)
    },
  }),
}

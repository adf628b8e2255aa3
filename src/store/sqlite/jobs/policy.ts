/** Changes of the regulation's settings: the state as it stands, and a version for each change of it. */
import { fail, ok, type Result } from '../../../base/result.ts'
import type { DirectoryError } from '../../../ports/directory.ts'
import type { PolicyChange } from '../../../ports/policy.ts'
import type { Db } from '../connection.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { retentionChanges } from './retention-classes.ts'

type Change<Kind extends PolicyChange['kind']> = Extract<PolicyChange, { readonly kind: Kind }>

/** Who changed it, when, and as which version. */
interface Mark {
  readonly version: number
  readonly author: string
  readonly at: number
}

type Apply = {
  readonly [Kind in PolicyChange['kind']]: (change: Change<Kind>, mark: Mark) => DirectoryError | undefined
}

export function policyJobs(session: WriterSession): Pick<Jobs, 'changePolicy'> {
  const { db } = session
  const record = db.prepare('INSERT INTO policy_versions (at, author, change) VALUES (?, ?, ?)')
  const apply: Apply = {
    ...actionChanges(db),
    ...exceptionChanges(db),
    ...tableChanges(db),
    ...alternateChanges(db),
    ...retentionChanges(db),
  }
  return {
    changePolicy(change, author, at): Result<{ version: number }, DirectoryError> {
      const version = Number(record.run(at, author, JSON.stringify(change)).lastInsertRowid)
      const run = apply[change.kind] as (change: PolicyChange, mark: Mark) => DirectoryError | undefined
      const refused = run(change, { version, author, at })
      if (refused !== undefined) return fail(refused)
      session.notify({ kind: 'policy' })
      return ok({ version })
    },
  }
}

function missing(what: string): DirectoryError {
  return { reason: 'not-found', what }
}

/** The refusal of a statement that found nothing to change. */
function unlessChanged({ changes }: { readonly changes: number }, what: string): DirectoryError | undefined {
  return changes === 0 ? missing(what) : undefined
}

function agencyCheck(db: Db): (id: number | null) => DirectoryError | undefined {
  const known = db.prepare<unknown[], number>('SELECT 1 FROM agencies WHERE id = ?').pluck()
  return id => (id === null || known.get(id) !== undefined ? undefined : missing(`agency ${id}`))
}

function actionChanges(db: Db): Pick<Apply, 'set-action' | 'clear-action'> {
  const set = db.prepare(
    `INSERT INTO policy_actions (reason, agency_id, direction, action, by_agency)
     VALUES (@reason, @agencyId, @direction, @action, @own)
     ON CONFLICT (reason, coalesce(agency_id, 0), coalesce(direction, ''), by_agency)
       DO UPDATE SET action = excluded.action`,
  )
  const clear = db.prepare(
    `DELETE FROM policy_actions
     WHERE reason = @reason AND agency_id IS @agencyId AND direction IS @direction`,
  )
  const unknownAgency = agencyCheck(db)
  return {
    'set-action'({ kind: _, byAgency = false, ...setting }) {
      const refused = unknownAgency(setting.agencyId)
      if (refused === undefined) set.run({ ...setting, own: Number(byAgency) })
      return refused
    },
    'clear-action': ({ kind: _, ...key }) => unlessChanged(clear.run(key), `setting of ${key.reason}`),
  }
}

function exceptionChanges(db: Db): Pick<Apply, 'add-exception' | 'end-exception'> {
  const add = db.prepare(
    `INSERT INTO policy_exceptions
       (id, reason, subject, agency_id, direction, note, author, created_at, expires_at, by_agency)
     VALUES (@version, @reason, @subject, @agencyId, @direction, @note, @author, @at, @expiresAt, @own)`,
  )
  const end = db.prepare('DELETE FROM policy_exceptions WHERE id = ?')
  const unknownAgency = agencyCheck(db)
  return {
    'add-exception'({ kind: _, byAgency = false, ...exception }, mark) {
      const refused = unknownAgency(exception.agencyId)
      if (refused === undefined) add.run({ ...exception, ...mark, own: Number(byAgency) })
      return refused
    },
    'end-exception': ({ id }) => unlessChanged(end.run(id), `exception ${id}`),
  }
}

function tableChanges(
  db: Db,
): Pick<Apply, 'set-threshold' | 'clear-threshold' | 'set-route' | 'clear-route'> {
  const setThreshold = db.prepare(
    'INSERT INTO policy_thresholds VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )
  const clearThreshold = db.prepare('DELETE FROM policy_thresholds WHERE name = ?')
  const setRoute = db.prepare(
    'INSERT INTO policy_routes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET channel = excluded.channel',
  )
  const clearRoute = db.prepare('DELETE FROM policy_routes WHERE kind = ? AND route = ?')
  return {
    'set-threshold'({ name, value }) {
      setThreshold.run(name, value)
      return undefined
    },
    'clear-threshold': ({ name }) => unlessChanged(clearThreshold.run(name), `setting of ${name}`),
    'set-route'({ setting: { kind, route, channel } }) {
      setRoute.run(kind, route, channel)
      return undefined
    },
    'clear-route': ({ setting: { kind, route } }) =>
      unlessChanged(clearRoute.run(kind, route), `setting of ${kind}`),
  }
}

function alternateChanges(db: Db): Pick<Apply, 'add-alternate' | 'remove-alternate'> {
  const box = db.prepare<unknown[], number>('SELECT 1 FROM boxes WHERE id = ?').pluck()
  const add = db.prepare(
    `INSERT INTO policy_alternates (address, box_id, note, author, created_at)
     VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const remove = db.prepare('DELETE FROM policy_alternates WHERE address = ?')
  return {
    'add-alternate'({ address, boxId, note }, { author, at }) {
      if (box.get(boxId) === undefined) return missing(`box ${boxId}`)
      return add.run(address, boxId, note, author, at).changes === 0
        ? { reason: 'exists', what: address }
        : undefined
    },
    'remove-alternate': ({ address }) => unlessChanged(remove.run(address), address),
  }
}

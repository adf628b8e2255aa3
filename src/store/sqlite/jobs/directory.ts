/** Agencies, boxes and aliases. Lists are all or none: a refusal undoes its job. */
import { fail, ok, type Result } from '../../../base/result.ts'
import type { AgencyChange, BoxChange, DirectoryError } from '../../../ports/directory.ts'
import type { Db, Statement } from '../connection.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { BoxMailboxes } from './mailboxes.ts'

export function directoryJobs(
  session: WriterSession,
): Pick<
  Jobs,
  | 'addAgencies'
  | 'changeAgency'
  | 'removeAgency'
  | 'addBoxes'
  | 'changeBox'
  | 'addAliases'
  | 'setAlias'
  | 'removeAlias'
> {
  const { db } = session
  return {
    ...agencyJobs(db, announced(session)),
    ...boxJobs(session, announced(session)),
    ...aliasJobs(db, announced(session)),
  }
}

type Announce = <T>(result: Result<T, DirectoryError>) => Result<T, DirectoryError>

/** Tells listeners of every change that took place. */
function announced(session: WriterSession): Announce {
  return result => {
    if (result.ok) session.notify({ kind: 'directory' })
    return result
  }
}

const done = ok(undefined)

function notFound(what: string): Result<never, DirectoryError> {
  return fail({ reason: 'not-found', what })
}

function agencyJobs(db: Db, announce: Announce): Pick<Jobs, 'addAgencies' | 'changeAgency' | 'removeAgency'> {
  const insert = db.prepare(
    `INSERT INTO agencies (code, name, kind, mail_system, sector_domains, staff, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING`,
  )
  const idOf = db.prepare<unknown[], number>('SELECT id FROM agencies WHERE code = ?').pluck()
  const inUse = db
    .prepare<unknown[], number>(
      `SELECT EXISTS (SELECT 1 FROM boxes WHERE agency_id = @id)
           OR EXISTS (SELECT 1 FROM operators WHERE agency_id = @id)
           OR EXISTS (SELECT 1 FROM operators, json_each(scope_agencies) WHERE json_each.value = @id)`,
    )
    .pluck()
  const remember = db.prepare(
    'INSERT INTO former_agencies SELECT id, code, name, ? FROM agencies WHERE id = ?',
  )
  const remove = db.prepare('DELETE FROM agencies WHERE id = ?')
  return {
    addAgencies(agencies) {
      const ids: number[] = []
      for (const agency of agencies) {
        const { changes, lastInsertRowid } = insert.run(
          agency.code,
          agency.name,
          agency.kind,
          agency.mailSystem,
          JSON.stringify(agency.sectorDomains),
          agency.staff,
          Date.now(),
        )
        if (changes === 0) return fail({ reason: 'exists', what: agency.code })
        ids.push(Number(lastInsertRowid))
      }
      return announce(ok(ids))
    },

    changeAgency(code, change) {
      const id = idOf.get(code)
      if (id === undefined) return notFound(code)
      update(db, 'agencies', id, agencyColumns(change))
      return announce(done)
    },

    removeAgency(code) {
      const id = idOf.get(code)
      if (id === undefined) return notFound(code)
      if (inUse.get({ id })) return fail({ reason: 'in-use', what: code })
      remember.run(Date.now(), id)
      remove.run(id)
      return announce(done)
    },
  }
}

type Columns = readonly (readonly [column: string, value: string | number | undefined])[]

function agencyColumns(change: AgencyChange): Columns {
  return [
    ['name', change.name],
    ['kind', change.kind],
    ['mail_system', change.mailSystem],
    ['sector_domains', change.sectorDomains && JSON.stringify(change.sectorDomains)],
    ['staff', change.staff],
  ]
}

function boxColumns(change: BoxChange): Columns {
  return [
    ['name', change.name],
    ['position', change.position],
    ['leader', change.leader === undefined ? undefined : Number(change.leader)],
    ['quota_bytes', change.quotaBytes],
    ['kind', change.kind],
    ['agency_id', change.agencyId],
    ['sign', change.sign],
    ['encrypt', change.encrypt],
    ['imap_without', change.imapWithout?.join(' ')],
    ['sign_required', change.signRequired === undefined ? undefined : Number(change.signRequired)],
  ]
}

/** Sets the columns that have a value. */
function update(db: Db, table: 'agencies' | 'boxes', id: number, columns: Columns): void {
  const given = columns.filter(([, value]) => value !== undefined)
  if (given.length === 0) return
  const assignments = given.map(([column]) => `${column} = ?`).join(', ')
  db.prepare(`UPDATE ${table} SET ${assignments} WHERE id = ?`).run(...given.map(([, value]) => value), id)
}

function boxJobs(session: WriterSession, announce: Announce): Pick<Jobs, 'addBoxes' | 'changeBox'> {
  const { db } = session
  const insert = db.prepare(
    `INSERT INTO boxes (address, kind, agency_id, name, position, leader, quota_bytes, password_hash,
       password_issued_at, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO NOTHING`,
  )
  const agency = db.prepare<unknown[], number>('SELECT 1 FROM agencies WHERE id = ?').pluck()
  const alias = db.prepare<unknown[], number>('SELECT 1 FROM aliases WHERE address = ?').pluck()
  const idOf = db.prepare<unknown[], number>('SELECT id FROM boxes WHERE address = ?').pluck()
  const mailboxes = new BoxMailboxes(session)
  return {
    addBoxes(boxes) {
      const ids: number[] = []
      const now = Date.now()
      for (const box of boxes) {
        if (agency.get(box.agencyId) === undefined) return notFound(`agency ${box.agencyId}`)
        if (alias.get(box.address) !== undefined) return fail({ reason: 'exists', what: box.address })
        const { changes, lastInsertRowid } = insert.run(
          box.address,
          box.kind,
          box.agencyId,
          box.name,
          box.position,
          box.leader ? 1 : 0,
          box.quotaBytes,
          box.passwordHash,
          box.passwordHash === null ? null : now,
          now,
        )
        if (changes === 0) return fail({ reason: 'exists', what: box.address })
        const id = Number(lastInsertRowid)
        mailboxes.create(id)
        ids.push(id)
      }
      return announce(ok(ids))
    },

    changeBox(address, change) {
      const id = idOf.get(address)
      if (id === undefined) return notFound(address)
      if (change.agencyId !== undefined && agency.get(change.agencyId) === undefined) {
        return notFound(`agency ${change.agencyId}`)
      }
      update(db, 'boxes', id, boxColumns(change))
      return announce(done)
    },
  }
}

function aliasJobs(db: Db, announce: Announce): Pick<Jobs, 'addAliases' | 'setAlias' | 'removeAlias'> {
  const taken: Statement<number> = db
    .prepare<unknown[], number>(
      `SELECT EXISTS (SELECT 1 FROM boxes WHERE address = @address) OR EXISTS (SELECT 1 FROM aliases WHERE address = @address)`,
    )
    .pluck()
  const insert = db.prepare('INSERT INTO aliases (address, targets, created_at) VALUES (?, ?, ?)')
  const change = db.prepare('UPDATE aliases SET targets = ? WHERE address = ?')
  const remove = db.prepare('DELETE FROM aliases WHERE address = ?')
  return {
    addAliases(aliases) {
      for (const { address, targets } of aliases) {
        if (taken.get({ address })) return fail({ reason: 'exists', what: address })
        insert.run(address, JSON.stringify(targets), Date.now())
      }
      return announce(done)
    },

    setAlias(address, targets) {
      if (change.run(JSON.stringify(targets), address).changes === 0) return notFound(address)
      return announce(done)
    },

    removeAlias(address) {
      if (remove.run(address).changes === 0) return notFound(address)
      return announce(done)
    },
  }
}

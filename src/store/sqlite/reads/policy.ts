/** The regulation's settings, their history, and the cases of secrets. */
import type {
  ActionSetting,
  AlternateAddress,
  PolicyChange,
  PolicyException,
  PolicyReads,
  PolicyState,
  PolicyVersion,
  RouteSetting,
  SecretCase,
} from '../../../ports/policy.ts'
import type { Db, Statement } from '../connection.ts'
import { scopeValues } from '../scope.ts'

type VersionRow = Omit<PolicyVersion, 'change'> & { readonly change: string }
type ByAgency<T> = Omit<T, 'byAgency'> & { readonly byAgency: 0 | 1 }
type CaseRow = Omit<SecretCase, 'steps'>
type CaseFilter = Parameters<PolicyReads['cases']>[0]

export class PolicyReader implements PolicyReads {
  readonly #version: Statement<number>
  readonly #actions: Statement<ByAgency<ActionSetting>>
  readonly #exceptions: Statement<ByAgency<PolicyException>>
  readonly #thresholds: Statement<PolicyState['thresholds'][number]>
  readonly #routes: Statement<RouteSetting>
  readonly #alternates: Statement<AlternateAddress>
  readonly #versions: Statement<VersionRow>
  readonly #cases: Statement<CaseRow>
  readonly #steps: Statement<SecretCase['steps'][number]>

  constructor(db: Db) {
    this.#version = db
      .prepare<unknown[], number>('SELECT coalesce(max(version), 0) FROM policy_versions')
      .pluck()
    this.#actions = db.prepare(
      `SELECT reason, agency_id AS agencyId, direction, action, by_agency AS byAgency FROM policy_actions
       ORDER BY reason, agency_id, direction, by_agency`,
    )
    this.#exceptions = db.prepare(
      `SELECT id, reason, subject, agency_id AS agencyId, direction, note, author, created_at AS createdAt,
         expires_at AS expiresAt, by_agency AS byAgency
       FROM policy_exceptions ORDER BY id`,
    )
    this.#thresholds = db.prepare('SELECT name, value FROM policy_thresholds ORDER BY name')
    this.#routes = db.prepare('SELECT kind, route, channel FROM policy_routes ORDER BY kind, route')
    this.#alternates = db.prepare(
      `SELECT p.address, p.box_id AS boxId, b.address AS box, p.note, p.author, p.created_at AS createdAt
       FROM policy_alternates p JOIN boxes b ON b.id = p.box_id ORDER BY p.address`,
    )
    this.#versions = db.prepare(
      'SELECT version, at, author, change FROM policy_versions ORDER BY version DESC LIMIT ?',
    )
    this.#cases = db.prepare(
      `SELECT c.id, c.ref, a.code AS agencyCode, c.step, c.opened_at AS openedAt
       FROM cases c LEFT JOIN agencies a ON a.id = c.agency_id
       WHERE (@id IS NULL OR c.id = @id) AND (@agency IS NULL OR a.code = @agency)
         AND (@open IS NULL OR (c.step <> 'closed') = @open)
         AND (@scoped = 0 OR (c.opened_at >= @scopeFrom AND c.opened_at < @scopeBefore
           AND (@scopeAgencies IS NULL OR c.agency_id IN (SELECT value FROM json_each(@scopeAgencies)))))
       ORDER BY c.id DESC LIMIT @limit`,
    )
    this.#steps = db.prepare('SELECT step, at, author, note FROM case_steps WHERE case_id = ? ORDER BY id')
  }

  async state(): Promise<PolicyState> {
    return {
      version: this.#version.get() ?? 0,
      actions: this.#actions.all().map(marked),
      exceptions: this.#exceptions.all().map(marked),
      thresholds: this.#thresholds.all(),
      routes: this.#routes.all(),
      alternates: this.#alternates.all(),
    }
  }

  async versions(limit: number): Promise<readonly PolicyVersion[]> {
    return this.#versions.all(limit).map(row => ({ ...row, change: JSON.parse(row.change) as PolicyChange }))
  }

  async cases({ open, scope, ...filter }: CaseFilter): Promise<readonly SecretCase[]> {
    const rows = this.#cases.all({
      id: null,
      agency: null,
      ...filter,
      ...scopeValues(scope),
      open: open === undefined ? null : Number(open),
    })
    return rows.map(row => ({ ...row, steps: this.#steps.all(row.id) }))
  }
}

/** A row that its own agency made says so; any other says nothing of it. */
function marked<T extends { readonly byAgency: 0 | 1 }>({ byAgency, ...row }: T) {
  return byAgency === 1 ? { ...row, byAgency: true as const } : row
}

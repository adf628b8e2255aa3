/**
 * Agencies, boxes, aliases, credentials and operators.
 *
 * What every letter asks for — where an address leads, and an agency by its id — is remembered until the directory
 * changes; how full a box is is asked apart. A recipient's usage and log-in times are those of when it was first met.
 */
import type {
  Agency,
  AgencyId,
  Alias,
  Appointment,
  AppPassword,
  Box,
  BoxId,
  BoxKind,
  BoxReview,
  BoxStatus,
  BoxWarning,
  DirectoryReads,
  Operator,
  OperatorSession,
  Recipient,
  SecondFactor,
} from '../../../ports/directory.ts'
import type { Db, Statement } from '../connection.ts'

/** Aliases that lead to aliases are followed this deep. */
const aliasDepth = 10

/** Addresses remembered before the memory starts anew. */
const rememberedRecipients = 50_000

type AgencyRow = Omit<Agency, 'sectorDomains'> & { readonly sectorDomains: string }
type BoxRow = Omit<Box, 'leader' | 'initialPassword' | 'warnings' | 'signRequired' | 'imapWithout'> & {
  readonly leader: number
  readonly initialPassword: number
  readonly signRequired: number
  /** Names, separated by spaces. */
  readonly warnings: string
  readonly imapWithout: string
}
type AliasRow = Omit<Alias, 'targets'> & { readonly targets: string }

const agencySql = `
  SELECT id, code, name, kind, mail_system AS mailSystem, sector_domains AS sectorDomains, staff, created_at AS createdAt,
    (SELECT count(*) FROM boxes WHERE agency_id = agencies.id AND status <> 'removed') AS boxes
  FROM agencies`

const boxSql = `
  SELECT b.id, b.address, b.kind, b.agency_id AS agencyId, b.name, b.position, b.leader,
    b.quota_bytes AS quotaBytes, a.code AS agencyCode, b.status, b.created_at AS createdAt,
    b.first_login_at AS firstLoginAt, b.last_login_at AS lastLoginAt, b.initial_password AS initialPassword,
    b.status_since AS statusSince, b.disabled_by AS disabledBy, b.lock_reason AS lockReason,
    b.password_issued_at AS passwordIssuedAt, b.password_changed_at AS passwordChangedAt,
    b.sign, b.sign_required AS signRequired, b.encrypt, b.imap_without AS imapWithout,
    (SELECT max(received_at) FROM entries WHERE box_id = b.id AND accepted = 1) AS lastSentAt,
    (SELECT coalesce(group_concat(about, ' '), '') FROM box_warnings WHERE box_id = b.id) AS warnings,
    (SELECT coalesce(sum(size), 0) FROM mailboxes WHERE box_id = b.id) AS usedBytes,
    (SELECT coalesce(sum(messages), 0) FROM mailboxes WHERE box_id = b.id) AS messages
  FROM boxes b JOIN agencies a ON a.id = b.agency_id`

const operatorSql = `
  SELECT id, name, role, agency_id AS agencyId, password_hash AS passwordHash, totp_secret AS totpSecret,
    created_at AS createdAt, scope_agencies AS agencies, letters_from AS fromMs, letters_before AS beforeMs,
    ends_at AS endsAt, decision
  FROM operators`

interface OperatorRow extends Omit<Operator, 'appointment'>, Omit<Appointment, 'scope'> {
  readonly agencies: string | null
  readonly fromMs: number | null
  readonly beforeMs: number | null
}

export class DirectoryReader implements DirectoryReads {
  readonly #agencies: Statement<AgencyRow>
  readonly #formerAgencies: Statement<Pick<Agency, 'id' | 'code'>>
  readonly #agency: Statement<AgencyRow>
  readonly #agencyById: Statement<AgencyRow>
  readonly #boxes: Statement<BoxRow>
  readonly #officials: Statement<Pick<Box, 'name' | 'address'>>
  readonly #box: Statement<BoxRow>
  readonly #boxById: Statement<BoxRow>
  readonly #passwordHash: Statement<string | null>
  readonly #earlierPasswords: Statement<string>
  readonly #secondFactor: Statement<SecondFactor>
  readonly #reviews: Statement<BoxReview>
  readonly #aliases: Statement<AliasRow>
  readonly #alias: Statement<string>
  readonly #appPasswords: Statement<AppPassword>
  readonly #operators: Statement<OperatorRow>
  readonly #operator: Statement<OperatorRow>
  readonly #operatorById: Statement<OperatorRow>
  readonly #session: Statement<OperatorSession>
  readonly #usedBytes: Statement<number>
  readonly #recipients = new Map<string, Recipient>()
  readonly #agenciesById = new Map<number, Agency>()

  constructor(db: Db) {
    this.#agencies = db.prepare(`${agencySql} ORDER BY code`)
    this.#formerAgencies = db.prepare('SELECT id, code FROM former_agencies ORDER BY id')
    this.#agency = db.prepare(`${agencySql} WHERE code = ?`)
    this.#agencyById = db.prepare(`${agencySql} WHERE id = ?`)
    this.#boxes = db.prepare(
      `${boxSql}
       WHERE (@agency IS NULL OR a.code = @agency) AND (@kind IS NULL OR b.kind = @kind)
         AND (@status IS NULL OR b.status = @status)
       ORDER BY b.address`,
    )
    this.#officials = db.prepare(`SELECT name, address FROM boxes WHERE status <> 'removed' ORDER BY address`)
    this.#box = db.prepare(`${boxSql} WHERE b.address = ?`)
    this.#boxById = db.prepare(`${boxSql} WHERE b.id = ?`)
    this.#passwordHash = db
      .prepare<unknown[], string | null>('SELECT password_hash FROM boxes WHERE id = ?')
      .pluck()
    this.#earlierPasswords = db
      .prepare<unknown[], string>(
        'SELECT password_hash FROM password_history WHERE box_id = ? ORDER BY id DESC',
      )
      .pluck()
    this.#secondFactor = db.prepare(
      `SELECT box_id AS boxId, secret AS totpSecret, last_step AS lastStep, enrolled_at AS enrolledAt,
         (SELECT count(*) FROM recovery_codes c WHERE c.box_id = f.box_id) AS recoveryCodes
       FROM second_factors f WHERE box_id = ?`,
    )
    // SQLite takes the other columns from the row that has the maximum.
    this.#reviews = db.prepare(
      'SELECT agency_id AS agencyId, max(at) AS at, operator FROM box_reviews GROUP BY agency_id',
    )
    this.#aliases = db.prepare(
      'SELECT address, targets, created_at AS createdAt FROM aliases ORDER BY address',
    )
    this.#alias = db.prepare<unknown[], string>('SELECT targets FROM aliases WHERE address = ?').pluck()
    this.#appPasswords = db.prepare(
      `SELECT id, box_id AS boxId, label, lookup, scram, created_at AS createdAt, last_used_at AS lastUsedAt
       FROM app_passwords WHERE box_id = ? ORDER BY id`,
    )
    this.#operators = db.prepare(`${operatorSql} ORDER BY name`)
    this.#operator = db.prepare(`${operatorSql} WHERE name = ?`)
    this.#operatorById = db.prepare(`${operatorSql} WHERE id = ?`)
    this.#usedBytes = db
      .prepare<unknown[], number>('SELECT coalesce(sum(size), 0) FROM mailboxes WHERE box_id = ?')
      .pluck()
    this.#session = db.prepare(
      `SELECT token_hash AS tokenHash, operator_id AS operatorId, created_at AS createdAt, expires_at AS expiresAt,
         last_used_at AS lastUsedAt
       FROM operator_sessions WHERE token_hash = ?`,
    )
  }

  /** The directory changed: nothing remembered holds any more. */
  forget(): void {
    this.#recipients.clear()
    this.#agenciesById.clear()
  }

  async agencies(): Promise<readonly Agency[]> {
    return this.#agencies.all().map(row => toAgency(row)!)
  }

  async formerAgencies(): Promise<readonly Pick<Agency, 'id' | 'code'>[]> {
    return this.#formerAgencies.all()
  }

  async agency(code: string): Promise<Agency | undefined> {
    return toAgency(this.#agency.get(code))
  }

  async agencyById(id: number): Promise<Agency | undefined> {
    const known = this.#agenciesById.get(id)
    if (known !== undefined) return known
    const agency = toAgency(this.#agencyById.get(id))
    if (agency !== undefined) this.#agenciesById.set(id, agency)
    return agency
  }

  async boxes(filter: {
    readonly agency?: string
    readonly kind?: BoxKind
    readonly status?: BoxStatus
  }): Promise<readonly Box[]> {
    return this.#boxes.all({ agency: null, kind: null, status: null, ...filter }).map(row => toBox(row)!)
  }

  async officials(): Promise<readonly Pick<Box, 'name' | 'address'>[]> {
    return this.#officials.all()
  }

  async box(address: string): Promise<Box | undefined> {
    return toBox(this.#box.get(address))
  }

  async boxById(id: BoxId): Promise<Box | undefined> {
    return toBox(this.#boxById.get(id))
  }

  async recipient(address: string): Promise<Recipient | undefined> {
    const known = this.#recipients.get(address)
    if (known !== undefined) return known
    const found = this.#lookUp(address)
    if (found === undefined) return undefined
    if (this.#recipients.size >= rememberedRecipients) this.#recipients.clear()
    this.#recipients.set(address, found)
    return found
  }

  #lookUp(address: string): Recipient | undefined {
    const box = this.#present(address)
    if (box) return { boxes: [box], alias: null }
    const boxes = this.#resolve(address)
    return boxes.length > 0 ? { boxes, alias: address } : undefined
  }

  async usedBytes(id: BoxId): Promise<number> {
    return this.#usedBytes.get(id) ?? 0
  }

  /** A box that was removed receives nothing any more. */
  #present(address: string): Box | undefined {
    const box = toBox(this.#box.get(address))
    return box?.status === 'removed' ? undefined : box
  }

  /** The boxes that an alias leads to, breadth first; an address met before is not followed again. */
  #resolve(alias: string): readonly Box[] {
    const boxes: Box[] = []
    const seen = new Set([alias])
    let level = this.#targets(alias)
    for (let depth = 0; depth < aliasDepth && level.length > 0; depth++) {
      const next: string[] = []
      for (const address of level) {
        if (seen.has(address)) continue
        seen.add(address)
        const box = this.#present(address)
        if (box) boxes.push(box)
        else next.push(...this.#targets(address))
      }
      level = next
    }
    return boxes
  }

  #targets(alias: string): readonly string[] {
    const targets = this.#alias.get(alias)
    return targets === undefined ? [] : (JSON.parse(targets) as string[])
  }

  async passwordHash(id: BoxId): Promise<string | null> {
    return this.#passwordHash.get(id) ?? null
  }

  async earlierPasswords(id: BoxId): Promise<readonly string[]> {
    return this.#earlierPasswords.all(id)
  }

  async secondFactor(id: BoxId): Promise<SecondFactor | undefined> {
    return this.#secondFactor.get(id)
  }

  async reviews(): Promise<readonly BoxReview[]> {
    return this.#reviews.all()
  }

  async aliases(): Promise<readonly Alias[]> {
    return this.#aliases.all().map(row => ({ ...row, targets: JSON.parse(row.targets) as string[] }))
  }

  async addressesOf(id: BoxId): Promise<readonly string[]> {
    const box = toBox(this.#boxById.get(id))
    if (!box) return []
    const aliases = this.#aliases.all().map(row => row.address)
    return [
      box.address,
      ...aliases.filter(alias => this.#resolve(alias).some(candidate => candidate.id === id)),
    ]
  }

  async appPasswords(id: BoxId): Promise<readonly AppPassword[]> {
    return this.#appPasswords.all(id)
  }

  async operators(): Promise<readonly Operator[]> {
    return this.#operators.all().map(row => toOperator(row)!)
  }

  async operator(name: string): Promise<Operator | undefined> {
    return toOperator(this.#operator.get(name))
  }

  async operatorById(id: number): Promise<Operator | undefined> {
    return toOperator(this.#operatorById.get(id))
  }

  async operatorSession(tokenHash: string): Promise<OperatorSession | undefined> {
    return this.#session.get(tokenHash)
  }
}

function toAgency(row: AgencyRow | undefined): Agency | undefined {
  return row && { ...row, sectorDomains: JSON.parse(row.sectorDomains) as string[] }
}

function toOperator(row: OperatorRow | undefined): Operator | undefined {
  if (row === undefined) return undefined
  const { agencies, fromMs, beforeMs, endsAt, decision, ...operator } = row
  const named = agencies === null ? null : (JSON.parse(agencies) as AgencyId[])
  const appointment =
    operator.role === 'auditor' ? { scope: { agencies: named, fromMs, beforeMs }, endsAt, decision } : null
  return { ...operator, appointment }
}

function toBox(row: BoxRow | undefined): Box | undefined {
  return (
    row && {
      ...row,
      leader: row.leader === 1,
      initialPassword: row.initialPassword === 1,
      signRequired: row.signRequired === 1,
      imapWithout: row.imapWithout.split(' ').filter(Boolean),
      warnings: row.warnings.split(' ').filter(Boolean) as BoxWarning[],
    }
  )
}

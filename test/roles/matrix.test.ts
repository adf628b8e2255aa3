/**
 * Every operation asked by everybody, of the real dispatcher over a real store: who may is answered, who may not is
 * refused and on the trail; what an auditor asks leaves every table as it was, but for a short list. A new operation
 * needs its line here.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Control, createControl } from '../../src/control/control.ts'
import { type OperationName, operations } from '../../src/control/operations.ts'
import { scopeRules } from '../../src/control/scopes.ts'
import { type Asker, askers, names, openPlace, type Place } from './place.ts'
import { questions } from './questions.ts'

/**
 * A administrator, G agency administrator, H head of the agency, U auditor of the province, S of a part of it, E one
 * whose appointment ended, N nobody: `+` answered, `-` refused by the role, `p` refused because it shows the whole
 * province, `.` no session. In this order: some leave what a later one needs. After it, how an answer ends when not well.
 */
const table = `
                         AGHUSEN
  whoami                 +++++..
  operator.list          +--++..
  operator.show          +--++..
  operator.add           +----..
  operator.set           +----..
  operator.remove        +----..
  agency.list            ++-++..
  agency.show            ++-++..
  agency.add             +----..
  agency.set             +----..
  agency.remove          +----..
  agency.import          +----..
  mailbox.list           ++-++..
  mailbox.show           ++-++..
  mailbox.add            +----..
  mailbox.set            +----..
  mailbox.passwd         ++---..
  mailbox.disable        ++---..
  mailbox.enable         ++---..
  mailbox.remove         +----..
  mailbox.restore        +----..
  mailbox.review         ++-++..
  mailbox.reviewed       ++---..
  mailbox.export         ++-++..
  mailbox.import         +----..
  alias.list             +--++..
  alias.show             +--++..
  alias.add              +----..
  alias.set              +----..
  alias.remove           +----..
  alias.import           +----..
  share.list             +++++..
  share.add              ++---..
  share.remove           ++---..
  app-password.list      ++-++..
  app-password.add       ++---..
  app-password.remove    ++---..
  totp.list              ++-++..
  totp.remove            ++---..
  cert.ca-create         +----..
  cert.list              ++-++..
  cert.show              ++-++..
  cert.issue             +----..
  cert.issue-host        +----..
  cert.export            +----..
  cert.csr               +----..
  cert.import            +----.. invalid
  cert.crl               ++-++..
  cert.revoke            +----..
  cert.ca-renew          +----..
  cert.root-export       +----..
  cert.root-remove       +----..
  cert.root-restore      +----.. invalid
  cert.known-list        ++-+p..
  cert.known-show        ++-+p.. not-found
  cert.known-add         +----.. invalid
  cert.known-remove      +----.. not-found
  queue.list             +--++..
  queue.show             +--++..
  queue.retry            +----..
  queue.hold             +----..
  queue.release          +----.. refused
  queue.drop             +----..
  policy.list            ++-++..
  policy.show            ++-++..
  policy.check           ++-++..
  policy.replay          +--++..
  policy.set             ++---..
  policy.unset           +----..
  policy.history         +--+p..
  threshold.list         ++-++..
  threshold.set          +----..
  threshold.clear        +----..
  route.list             ++-++..
  route.set              +----..
  route.clear            +----..
  exception.list         ++-++..
  exception.add          ++---..
  exception.end          ++---..
  alternate.list         +--++..
  alternate.add          +----..
  alternate.remove       +----..
  violation.list         +++++..
  violation.show         +++++..
  violation.confirm      ++---..
  violation.dismiss      ++---..
  case.list              +++++..
  case.show              +++++..
  case.step              ++---..
  dkim.list              +--++..
  dkim.generate          +----..
  dkim.rotate            +----..
  timestamp.request      +--++.. problems
  timestamp.verify       +--++.. problems
  token.list             +--++.. not-found
  token.status           +--++..
  dns.records            +--++..
  dns.check              +--++..
  held.list              ++-++..
  held.show              ++-++..
  held.release           ++---..
  held.reject            ++---..
  stats.show             +++++..
  stats.acknowledgement  +++++..
  archive.search         ---++..
  archive.index          +--++..
  archive.reindex        +----..
  archive.show           ---++..
  archive.raw            ---++..
  archive.prove          ---++..
  archive.trail          ---++..
  archive.restore        +----..
  archive.export.begin   ---++..
  archive.export.page    ---++.. not-found
  archive.export.end     ---++.. not-found
  archive.mailbox.open   ---++..
  archive.mailbox.list   ---++..
  archive.mailbox.close  ---++.. not-found
  archive.query.list     ---++..
  archive.query.add      ---++..
  archive.query.remove   ---++..
  health.show            +--++..
  doctor.run             +--++..
  archive.verify.start   +--++..
  archive.verify.state   +--++..
  retention.list         +--++..
  retention.set          +----..
  retention.remove       +----..
  retention.preview      +--+p..
  retention.apply        +----..
  retention.compact      +----..
  hold.list              ---+p..
  hold.show              ---+p..
  hold.add               ---+p..
  hold.remove            ---+p..
  log.key                ++-++..
  log.checkpoint         +--++..
  log.stored             +--++..
  log.timestamps         +--++..
  log.consistency        +--++..
  log.verify             +--++..
  log.proof              ---++..
  document.list          ---++..
  trace                  ---++..
  audit.log              ---++..
  approval.request       ---++..
  approval.list          ---++..
  approval.show          ---++..
  approval.grant         ---++..
  approval.refuse        ---++..
`

interface Row {
  readonly name: OperationName
  readonly cells: string
  /** Reason of a refusal that is no matter of roles. */
  readonly ends: string | undefined
}

const rows: readonly Row[] = table
  .trim()
  .split('\n')
  .slice(1)
  .map(line => line.trim().split(/\s+/))
  .map(([name, cells = '', ends]) => ({ name: name as OperationName, cells, ends }))

/**
 * What any question of an auditor may write: the trail with its leaves, which letters it was about, that the session was
 * used and its operator's code, what two auditors agree on, and signed heads of the log.
 */
const ofTheTrail = [
  'operator_codes',
  'audit',
  'log',
  'entry_acts',
  'operator_sessions',
  'approvals',
  'checkpoints',
  'sqlite_sequence',
]

/** What auditors keep for their own work, each by its operation: no letter, mailbox or setting is among it. */
const ofTheirOwn: ReadonlyMap<string, readonly string[]> = new Map([
  ['archive.export.begin', ['exports', 'export_entries']],
  ['archive.mailbox.open', ['audit_mailboxes']],
  ['archive.query.add', ['saved_queries']],
  ['archive.query.remove', ['saved_queries']],
  ['hold.add', ['holds', 'hold_entries']],
  ['hold.remove', ['holds']],
])

let place: Place
let control: Control

beforeAll(async () => {
  place = await openPlace()
  control = createControl(place.cli.services)
  // Made at the first question, which is on the trail.
  await place.cli.services.transparency.verifierKeys()
})

afterAll(() => place?.[Symbol.asyncDispose]())

async function newest() {
  const [record] = await place.cli.services.store.read.audit(1)
  return record && { ...record, detail: JSON.parse(record.detail) as Record<string, unknown> }
}

const trailSize = () => place.cli.services.store.read.audit(100_000).then(trail => trail.length)

describe('the matrix', () => {
  it('has a line for every operation, and a column for everybody', () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(operations).toSorted())
    for (const { name, cells } of rows)
      expect([name, cells]).toEqual([name, expect.stringMatching(/^[+-]{4}[+p-]\.\.$/)])
  })

  it('says what the operations say', () => {
    const roles = ['administrator', 'agency-administrator', 'agency-head', 'auditor'] as const
    for (const { name, cells } of rows) {
      const allowed: readonly string[] = operations[name].roles
      expect([name, cells.slice(0, 4)]).toEqual([
        name,
        roles.map(role => (allowed.includes(role) ? '+' : '-')).join(''),
      ])
    }
  })

  it('a rule for each operation of auditors says what one sees who is appointed for a part', () => {
    const ofAuditors = rows.filter(({ cells }) => cells[3] === '+').map(({ name }) => name)
    expect([...scopeRules.keys()].toSorted()).toEqual(ofAuditors.toSorted())
  })

  const cells = rows.flatMap(row =>
    askers.map((asker, i) => [row.name, asker, row.cells[i] ?? '', row.ends] as const),
  )

  it.each(cells)('%s by %s: %s', async (name, asker, cell, ends) => {
    const given = await questions[name](place, asker)
    const before = await trailSize()
    const isAuditor = asker === 'auditor' || asker === 'scoped'
    const mayChange = [...ofTheTrail, ...(cell === '+' ? (ofTheirOwn.get(name) ?? []) : [])]
    const tables = isAuditor ? place.dump(mayChange) : undefined
    const outcome = await control.call(place.tokens[asker], name, given)
    if (tables !== undefined) expect(differences(tables, place.dump(mayChange))).toEqual([])
    if (cell === '.') {
      expect(outcome).toEqual(refusedWith('the session has ended; log in again'))
      expect(await trailSize()).toBe(before)
      return
    }
    const who = { operator: names[asker as Exclude<Asker, 'nobody'>], operation: name }
    if (cell === '+') {
      expect(outcome.ok ? undefined : `${outcome.error.reason}: ${outcome.error.message}`).toEqual(
        ends === undefined ? undefined : expect.stringMatching(`^${ends}: (?!.* may not: )`),
      )
      const traced = isAuditor || operations[name].effect !== 'read'
      if (traced) expect(await onTrail(who, before)).toBe(true)
      else expect(await onTrail(who, before)).toBe(false)
      return
    }
    const why = cell === 'p' ? 'shows the whole province' : ' may not: '
    expect(outcome).toEqual(refusedWith(expect.stringContaining(why)))
    expect(await newest()).toMatchObject({ ...who, detail: { refused: true } })
  })
})

/** Whether the operator's question is among the lines since; an operation may have written lines of its own. */
async function onTrail(who: { readonly operator: string; readonly operation: string }, before: number) {
  const trail = await place.cli.services.store.read.audit(100_000)
  return trail
    .slice(0, trail.length - before)
    .some(({ operator, operation }) => operator === who.operator && operation === who.operation)
}

function refusedWith(message: unknown) {
  return { ok: false, error: { reason: 'refused', message } }
}

function differences(
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): readonly string[] {
  return [...one.keys()].filter(table => one.get(table) !== other.get(table))
}

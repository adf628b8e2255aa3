import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineOperation, type Role, roleBreach } from './operation.ts'
import { findOperation, operations } from './operations.ts'

const roles: readonly Role[] = ['administrator', 'agency-administrator', 'agency-head', 'auditor']

/**
 * Operation: A administrator, G agency administrator, H head of an agency, U auditor; then its effect, and `code` where it
 * takes a fresh one.
 */
const table = `
  whoami                AGHU  read
  operator.list         A--U  read
  operator.show         A--U  read
  operator.add          A---  change
  operator.set          A---  change
  operator.remove       A---  change
  agency.list           AG-U  read
  agency.show           AG-U  read
  agency.add            A---  change
  agency.set            A---  change
  agency.remove         A---  change
  agency.import         A---  change
  mailbox.list          AG-U  read
  mailbox.show          AG-U  read
  mailbox.add           A---  change
  mailbox.set           A---  change
  mailbox.passwd        AG--  change
  mailbox.disable       AG--  change
  mailbox.enable        AG--  change
  mailbox.remove        A---  change
  mailbox.restore       A---  change
  mailbox.review        AG-U  read
  mailbox.reviewed      AG--  change
  mailbox.export        AG-U  read
  mailbox.import        A---  change
  alias.list            A--U  read
  alias.show            A--U  read
  alias.add             A---  change
  alias.set             A---  change
  alias.remove          A---  change
  alias.import          A---  change
  share.list            AGHU  read
  share.add             AG--  change
  share.remove          AG--  change
  app-password.list     AG-U  read
  app-password.add      AG--  change
  app-password.remove   AG--  change
  totp.list             AG-U  read
  totp.remove           AG--  change
  cert.list             AG-U  read
  cert.show             AG-U  read
  cert.issue            A---  change
  cert.issue-host       A---  change
  cert.csr              A---  change
  cert.import           A---  change
  cert.revoke           A---  change
  cert.crl              AG-U  read
  cert.export           A---  change
  cert.ca-create        A---  change
  cert.ca-renew         A---  change
  cert.root-export      A---  change
  cert.root-remove      A---  change
  cert.root-restore     A---  change
  cert.known-list       AG-U  read
  cert.known-show       AG-U  read
  cert.known-add        A---  change
  cert.known-remove     A---  change
  queue.list            A--U  read
  queue.show            A--U  read
  queue.retry           A---  change
  queue.hold            A---  change
  queue.release         A---  change
  queue.drop            A---  change
  policy.list           AG-U  read
  policy.show           AG-U  read
  policy.check          AG-U  read
  policy.replay         A--U  read
  policy.set            AG--  change
  policy.unset          A---  change
  policy.history        A--U  read
  threshold.list        AG-U  read
  threshold.set         A---  change
  threshold.clear       A---  change
  route.list            AG-U  read
  route.set             A---  change
  route.clear           A---  change
  exception.list        AG-U  read
  exception.add         AG--  change
  exception.end         AG--  change
  alternate.list        A--U  read
  alternate.add         A---  change
  alternate.remove      A---  change
  violation.list        AGHU  read
  violation.show        AGHU  read
  violation.confirm     AG--  change
  violation.dismiss     AG--  change
  case.list             AGHU  read
  case.show             AGHU  read
  case.step             AG--  change
  dkim.list             A--U  read
  dkim.generate         A---  change
  dkim.rotate           A---  change
  timestamp.request     A--U  read
  timestamp.verify      A--U  read
  token.list            A--U  read
  token.status          A--U  read
  dns.records           A--U  read
  dns.check             A--U  read
  held.list             AG-U  read
  held.show             AG-U  read
  held.release          AG--  change
  held.reject           AG--  change
  stats.show            AGHU  read
  stats.acknowledgement AGHU  read
  archive.search        ---U  evidence
  archive.index         A--U  read
  archive.reindex       A---  change
  archive.show          ---U  evidence
  archive.raw           ---U  evidence
  archive.prove         ---U  evidence
  archive.trail         ---U  evidence
  archive.restore       A---  change
  retention.list        A--U  read
  retention.set         A---  change
  retention.remove      A---  change
  retention.preview     A--U  read
  retention.apply       A---  change
  retention.compact     A---  change
  hold.list             ---U  read
  hold.show             ---U  read
  hold.add              ---U  safeguard
  hold.remove           ---U  safeguard
  archive.export.begin  ---U  evidence
  archive.export.page   ---U  evidence
  archive.export.end    ---U  evidence
  archive.mailbox.open  ---U  evidence
  archive.mailbox.list  ---U  read
  archive.mailbox.close ---U  safeguard
  archive.query.list    ---U  read
  archive.query.add     ---U  safeguard
  archive.query.remove  ---U  safeguard
  archive.verify.start  A--U  read
  archive.verify.state  A--U  read
  health.show           A--U  read
  doctor.run            A--U  read
  log.key               AG-U  read
  log.checkpoint        A--U  read
  log.stored            A--U  read
  log.timestamps        A--U  read
  log.consistency       A--U  read
  log.verify            A--U  read
  log.proof             ---U  evidence
  document.list         ---U  evidence
  trace                 ---U  evidence
  approval.request      ---U  safeguard  code
  approval.list         ---U  read
  approval.show         ---U  read
  approval.grant        ---U  safeguard  code
  approval.refuse       ---U  safeguard
  audit.log             ---U  evidence
`

const expected = table
  .trim()
  .split('\n')
  .map(line => line.trim().split(/\s+/))

describe('the table of operations', () => {
  it('is the one expected', () => {
    const actual = Object.keys(operations).map(name => {
      const { roles: allowed, effect, freshCode } = findOperation(name)!
      const letters = roles.map((role, i) => (allowed.includes(role) ? 'AGHU'[i] : '-')).join('')
      return [name, letters, effect, ...(freshCode === true ? ['code'] : [])]
    })
    expect(actual.toSorted()).toEqual(expected.toSorted())
  })

  it.each(Object.entries(operations))('%s breaks no invariant of roles', (_, { effect, roles: allowed }) => {
    expect(roleBreach(effect, allowed)).toBeUndefined()
  })

  it('knows no name that it inherits', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'agency']) {
      expect(findOperation(name)).toBeUndefined()
    }
  })

  it.each([
    ['dkim.generate', (uri: string) => ({ onTokens: [uri] })],
    ['dkim.rotate', (uri: string) => ({ onTokens: [uri] })],
    ['cert.csr', (uri: string) => ({ address: 'a@b.vn', keyKind: 'ec-p256', token: uri })],
    ['cert.import', (uri: string) => ({ address: 'a@b.vn', file: '', passphrase: null, token: uri })],
  ])('%s takes no PIN, which would stand on the trail', (name, given) => {
    const { parameters } = findOperation(name)!
    expect(parameters.safeParse(given('pkcs11:token=Office;object=a')).success).toBe(true)
    for (const brought of ['?pin-value=1234', ';pin-value=1234', ';pin-value 1234']) {
      const parsed = parameters.safeParse(given(`pkcs11:object=a${brought}`))
      expect(parsed.success).toBe(false)
      expect(JSON.stringify(parsed.error)).not.toContain('1234')
    }
  })

  it.each([
    ['evidence', 'administrator', 'only auditors read letters'],
    ['evidence', 'agency-administrator', 'only auditors read letters'],
    ['evidence', 'agency-head', 'only auditors read letters'],
    ['safeguard', 'administrator', 'only auditors guard letters'],
    ['change', 'auditor', 'an auditor changes nothing'],
  ] as const)('cannot hold an operation of %s for an %s', (effect, role, breach) => {
    const define = () =>
      defineOperation({
        summary: 'Read a letter',
        roles: [role],
        effect,
        parameters: z.strictObject({}),
        run: async () => ({ ok: true, value: null }),
      })
    expect(define).toThrow(breach)
  })
})

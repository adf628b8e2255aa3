/**
 * One question for every operation, such that whoever may ask it is answered: parameters, and what has to be there
 * before. Of its own agency where an agency's people may ask.
 */
import type { OperationName, ParametersOf } from '../../src/control/operations.ts'
import { addresses } from '../conformance/letters.ts'
import { reason } from '../support/reason.ts'
import { type Asker, names, type Place } from './place.ts'

type Ask<Name extends OperationName> = (
  place: Place,
  asker: Asker,
) => Promise<Question<Name>> | Question<Name>
type Question<Name extends OperationName> = ParametersOf<Name> & {
  readonly reason?: string
  readonly code?: string
}

/** Numbers that no other question has used. */
let used = 0
const fresh = (word: string) => `${word}${++used}`
const box = addresses[0]!
const keyKind = 'ec-p256'
const hash = '00'.repeat(32)
const junk = Buffer.from('không phải chứng thư').toString('base64')
const outside = 'vanthu@langson.gov.vn'
const untilMs = Date.UTC(2035, 0, 1)
const note = 'Theo công văn số 15'
const boxRow = {
  name: 'Nông Văn Bảo',
  agency: 'sokhcn',
  kind: 'person',
  position: 'Chuyên viên',
  leader: false,
  quotaBytes: null,
  unit: null,
} as const

async function leaver({ cli }: Place, removed: boolean): Promise<string> {
  const address = `${fresh('nghi')}.sokhcn@caobang.gov.vn`
  const { store } = cli.services
  const agencyId = (await store.read.directory.agency('sokhcn'))!.id
  const kept = { ...boxRow, address, agencyId, quotaBytes: 1024 ** 3, passwordHash: null }
  const added = await store.write.addBoxes([kept])
  if (added.ok && removed) await store.write.setBoxStatus(added.value[0]!, 'removed', Date.now())
  return address
}

/** An office's box of sokhcn. */
async function office({ cli }: Place): Promise<string> {
  const address = `${fresh('vanthu')}.sokhcn@caobang.gov.vn`
  const { store } = cli.services
  const agencyId = (await store.read.directory.agency('sokhcn'))!.id
  const kept = {
    ...boxRow,
    address,
    agencyId,
    kind: 'office' as const,
    quotaBytes: 1024 ** 3,
    passwordHash: null,
  }
  await store.write.addBoxes([kept])
  return address
}

/** One that the first box has rights in. */
async function sharedOffice(place: Place): Promise<string> {
  const address = await office(place)
  const { read, write } = place.cli.services.store
  await write.changeShare({
    office: (await read.directory.box(address))!.id,
    mailbox: null,
    person: place.boxIds[0]!,
    rights: 7,
    mode: 'replace',
    negative: false,
  })
  return address
}

async function alias({ cli }: Place): Promise<string> {
  const address = `${fresh('nhom')}@caobang.gov.vn`
  await cli.services.store.write.addAliases([{ address, targets: [box] }])
  return address
}

/** Number of a letter of sokhcn that waits for an approver. */
async function heldId(place: Place): Promise<number> {
  const { entryId } = await place.write({ held: true })
  return (await place.cli.services.store.read.queue.heldOf(entryId))[0]!.id
}

async function queuedId(place: Place): Promise<number> {
  const { entryId } = await place.write({ queued: true })
  return (await place.cli.services.store.read.queue.list({ entryId, limit: 1 }))[0]!.id
}

async function entry(place: Place): Promise<number> {
  return (await place.write()).entryId
}

async function ref(place: Place): Promise<string> {
  return (await place.write({ violation: { state: 'suspected' } })).ref
}

async function caseId(place: Place): Promise<number> {
  await place.write({ violation: { rule: 'D1c-secret', reason: 'secret-stamp', opensCase: true } })
  return (await place.cli.services.store.read.policy.cases({ limit: 1 }))[0]!.id
}

async function appPassword({ cli, boxIds }: Place): Promise<number> {
  const boxId = boxIds[0]!
  return cli.services.store.write.addAppPassword({
    boxId,
    label: 'máy',
    lookup: fresh('x'),
    scram: '',
    createdAt: 1,
  })
}

/** An approval that somebody else asked for, whose subject whoever asks now may see. */
async function approvalId({ cli, agencyIds }: Place): Promise<number> {
  const now = cli.services.clock.now()
  return cli.services.store.write.requestApproval({
    purpose: 'export',
    subject: 'subject:"chỉ thị"',
    scope: { agencies: [agencyIds[0]!], fromMs: null, beforeMs: null },
    reason,
    requestedBy: 'thanhtra.khac',
    requestedAt: now,
    expiresAt: now + 10 * 60_000,
  })
}

async function grantedExport({ cli, agencyIds }: Place, asker: Asker, subject: string): Promise<number> {
  const requestedBy = asker === 'nobody' ? 'khong.ai' : names[asker]
  const agencies = asker === 'scoped' ? [agencyIds[0]!] : null
  const { clock, store } = cli.services
  const { write } = store
  const at = clock.now()
  const id = await write.requestApproval({
    purpose: 'export',
    subject,
    scope: { agencies, fromMs: null, beforeMs: null },
    reason,
    requestedBy,
    requestedAt: at,
    expiresAt: at + 60_000,
  })
  await write.decideApproval(id, {
    state: 'granted',
    by: 'thanhtra.khac',
    note: '',
    at,
    expiresAt: at + 60_000,
  })
  return id
}

async function code({ cli }: Place, asker: Asker): Promise<string> {
  return asker === 'nobody' ? '000000' : cli.code(names[asker])
}

async function savedQuery({ cli }: Place, asker: Asker): Promise<string> {
  const name = fresh('Chỉ thị ')
  const operator =
    asker === 'nobody' ? undefined : await cli.services.store.read.directory.operator(names[asker])
  if (operator !== undefined)
    await cli.services.store.write.addSavedQuery(operator.id, { name, query: 'chỉ thị' }, 100)
  return name
}

async function hold({ cli }: Place): Promise<string> {
  const name = fresh('Vụ án số ')
  const terms = { query: '', tree: { kind: 'and', of: [] }, reason, author: names.auditor } as const
  await cli.services.store.write.addHold({ name, ...terms, addedAt: Date.now() })
  return name
}

async function exceptionId({ cli, agencyIds }: Place): Promise<number> {
  const exception = {
    reason: 'free-mail-recipient',
    subject: `${fresh('a')}@gmail.com`,
    agencyId: agencyIds[0]!,
  }
  const terms = { direction: null, note, expiresAt: untilMs, byAgency: true } as const
  const added = await cli.services.store.write.changePolicy(
    { kind: 'add-exception', ...exception, ...terms },
    names['agency-administrator'],
    Date.now(),
  )
  return added.ok ? added.value.version : 0
}

export const questions: { readonly [Name in OperationName]: Ask<Name> } = {
  whoami: () => ({}),
  'operator.list': () => ({}),
  'operator.show': () => ({ name: names.auditor }),
  'operator.add': () => ({ name: fresh('canbo'), role: 'agency-head', agency: 'sokhcn' }),
  'operator.set': async ({ cli }) => {
    const name = fresh('tam')
    await cli.operator(name, 'auditor', 'Suối Lê-nin 2026')
    return { name, appointment: { agencies: ['sokhcn'], endsAtMs: untilMs, decision: '3/QĐ-UBND' } }
  },
  'operator.remove': async ({ cli }) => {
    const name = fresh('tam')
    await cli.operator(name, 'auditor', 'Suối Lê-nin 2026')
    return { name }
  },
  'agency.list': () => ({}),
  'agency.show': () => ({ code: 'sokhcn' }),
  'agency.add': () => ({ code: fresh('coquan'), name: 'Trung tâm Khuyến công', kind: 'other', change: {} }),
  'agency.set': () => ({ code: 'sokhcn', change: { staff: 62 } }),
  'agency.remove': async ({ cli }) => {
    const code = fresh('giai-the')
    const agency = { code, name: 'Ban Quản lý cũ', kind: 'other', mailSystem: 'provincial' } as const
    await cli.services.store.write.addAgencies([{ ...agency, sectorDomains: [], staff: 0 }])
    return { code }
  },
  'agency.import': () => ({
    csv: 'code,name,kind,mail_system,sector_domains,staff\nsonv,Sở Nội vụ,department,provincial,,54\n',
    dryRun: true,
  }),
  'mailbox.list': () => ({ agency: 'sokhcn' }),
  'mailbox.show': () => ({ address: box }),
  'mailbox.add': () => ({ ...boxRow, address: `${fresh('moi')}.sokhcn@caobang.gov.vn` }),
  'mailbox.set': () => ({ address: box, change: { position: 'Phó Giám đốc' } }),
  'mailbox.passwd': () => ({ address: box }),
  'mailbox.disable': async ({ cli, boxIds }) => {
    await cli.services.store.write.setBoxStatus(boxIds[0]!, 'active', Date.now())
    return { address: box }
  },
  'mailbox.enable': async ({ cli, boxIds }) => {
    await cli.services.store.write.setBoxStatus(boxIds[0]!, 'disabled', Date.now(), 'agency')
    return { address: box }
  },
  'mailbox.remove': async place => ({ address: await leaver(place, false) }),
  'mailbox.restore': async place => ({ address: await leaver(place, true) }),
  'mailbox.review': () => ({}),
  'mailbox.reviewed': () => ({}),
  'mailbox.export': () => ({}),
  'mailbox.import': () => ({
    csv: 'address,name,kind,agency\n,Lý Thị Mai,person,sokhcn\n',
    dryRun: true,
    passwords: false,
  }),
  'alias.list': () => ({}),
  'alias.show': async place => ({ address: await alias(place) }),
  'alias.add': () => ({ address: `${fresh('nhom')}@caobang.gov.vn`, targets: [box] }),
  'alias.set': async place => ({ address: await alias(place), targets: [addresses[1]!] }),
  'alias.remove': async place => ({ address: await alias(place) }),
  'alias.import': () => ({ csv: `address,targets\nchung@caobang.gov.vn,${box}\n`, dryRun: true }),
  'share.list': () => ({ office: null }),
  'share.add': async place => ({ office: await office(place), person: box, rights: 'write', mailbox: null }),
  'share.remove': async place => ({ office: await sharedOffice(place), person: box, mailbox: null }),
  'app-password.list': () => ({ address: box }),
  'app-password.add': () => ({ address: box, label: 'Điện thoại' }),
  'app-password.remove': async place => ({ address: box, id: await appPassword(place) }),
  'totp.list': () => ({}),
  'totp.remove': async ({ cli, boxIds }) => {
    const factor = { boxId: boxIds[0]!, totpSecret: 'x', lastStep: 0, recoveryCodes: [], enrolledAt: 1 }
    await cli.services.store.write.putSecondFactor(factor)
    return { address: box }
  },
  'cert.ca-create': () => ({ name: 'Cao Bằng', keyKind }),
  'cert.list': () => ({}),
  'cert.show': () => ({ id: 2 }),
  'cert.issue': () => ({ address: box, keyKind, days: null }),
  'cert.issue-host': () => ({ host: 'mail.caobang.gov.vn', keyKind, days: null }),
  'cert.csr': () => ({ address: box, keyKind, token: null }),
  'cert.import': () => ({ address: box, file: junk, passphrase: null, token: null }),
  'cert.export': () => ({ address: box, format: 'p12' }),
  'cert.crl': () => ({}),
  'cert.revoke': () => ({ id: 3, reason: 'superseded' }),
  'cert.ca-renew': () => ({ keyKind }),
  'cert.root-export': () => ({}),
  'cert.root-remove': () => ({}),
  'cert.root-restore': () => ({ pem: 'không phải khóa', passphrase: 'x' }),
  'cert.known-list': () => ({}),
  'cert.known-show': () => ({ address: outside }),
  'cert.known-add': () => ({ address: outside, file: junk }),
  'cert.known-remove': () => ({ address: outside }),
  'queue.list': () => ({}),
  'queue.show': async place => ({ id: await queuedId(place) }),
  'queue.retry': async place => ({ ids: [await queuedId(place)] }),
  'queue.hold': async place => ({ ids: [await queuedId(place)] }),
  'queue.release': async place => ({ ids: [await queuedId(place)] }),
  'queue.drop': async place => ({ ids: [await queuedId(place)] }),
  'policy.list': () => ({}),
  'policy.show': () => ({ rule: 'D1b-free' }),
  'policy.check': () => ({ from: box, to: 'ai.do@gmail.com' }),
  'policy.replay': () => ({ sinceMs: 0, settings: [] }),
  'policy.set': () => ({ reason: 'free-mail-recipient', action: 'hold', agency: 'sokhcn' }),
  'policy.unset': () => ({ reason: 'free-mail-recipient', agency: 'sokhcn' }),
  'policy.history': () => ({}),
  'threshold.list': () => ({}),
  'threshold.set': () => ({ name: 'heldDays', value: 4 }),
  'threshold.clear': () => ({ name: 'heldDays' }),
  'route.list': () => ({}),
  'route.set': () => ({ kind: 'Chỉ thị', route: 'state', channel: 'electronic' }),
  'route.clear': () => ({ kind: 'Chỉ thị', route: 'state' }),
  'exception.list': () => ({}),
  'exception.add': async ({ cli, agencyIds }) => {
    const place = { reason: 'free-mail-recipient', agencyId: agencyIds[0]!, direction: null } as const
    // Leave from what the agency itself made stricter.
    const own = { kind: 'set-action', ...place, action: 'block', byAgency: true } as const
    await cli.services.store.write.changePolicy(own, names['agency-administrator'], Date.now())
    const subject = `${fresh('a')}@gmail.com`
    const untilMs = Date.now() + 86_400_000
    return { reason: place.reason, subject, agency: 'sokhcn', untilMs, note }
  },
  'exception.end': async place => ({ id: await exceptionId(place) }),
  'alternate.list': () => ({}),
  'alternate.add': () => ({ address: 'hanhnt.cb@gmail.com', box, note }),
  'alternate.remove': () => ({ address: 'hanhnt.cb@gmail.com' }),
  'violation.list': () => ({}),
  'violation.show': async place => ({ ref: await ref(place) }),
  'violation.confirm': async place => ({ ref: await ref(place), reason: note }),
  'violation.dismiss': async place => ({ ref: await ref(place), reason: note }),
  'case.list': () => ({}),
  'case.show': async place => ({ id: await caseId(place) }),
  'case.step': async place => ({ id: await caseId(place), step: 'head-informed', note }),
  'dkim.list': () => ({}),
  'dkim.generate': () => ({ onTokens: [] }),
  'dkim.rotate': () => ({ atOnce: false, onTokens: [] }),
  'timestamp.request': () => ({ sha256: hash }),
  'timestamp.verify': () => ({ sha256: hash, token: junk }),
  'token.list': () => ({}),
  'token.status': () => ({}),
  'dns.records': () => ({}),
  'dns.check': () => ({}),
  'held.list': () => ({}),
  'held.show': async place => ({ id: await heldId(place) }),
  'held.release': async place => ({ ids: [await heldId(place)] }),
  'held.reject': async place => ({ ids: [await heldId(place)], reason: note }),
  'stats.show': () => ({}),
  'stats.acknowledgement': () => ({}),
  'archive.search': () => ({ reason }),
  'archive.index': () => ({}),
  'archive.reindex': () => ({}),
  'archive.show': async place => ({ id: await entry(place), reason }),
  'archive.raw': async place => ({ id: await entry(place), reason }),
  'archive.prove': async place => ({ id: await entry(place), reason }),
  'archive.trail': async place => ({ id: await entry(place), reason }),
  'archive.restore': async place => {
    const id = await entry(place)
    const { store } = place.cli.services
    const inbox = (await store.read.mailboxes.byName(place.boxIds[1]!, 'INBOX'))!.id
    const { uids } = await store.read.mailboxes.snapshot(inbox)
    await store.write.setFlags({ mailbox: inbox, uids, mode: 'add', flags: 8, keywords: [] })
    await store.write.expunge(inbox, 'all')
    return { id, to: addresses[1]!, mailbox: 'Khôi phục' }
  },
  'archive.export.begin': async (place, asker) => {
    const query = 'chỉ thị'
    return { query, approval: await grantedExport(place, asker, query), format: 'zip', reason }
  },
  'archive.export.page': () => ({ export: '0'.repeat(18), cursor: '0', reason }),
  'archive.export.end': () => ({ export: '0'.repeat(18), cursor: '0', reason }),
  'archive.mailbox.open': () => ({ reason }),
  'archive.mailbox.list': () => ({}),
  'archive.mailbox.close': () => ({ id: 4711 }),
  'archive.query.list': () => ({}),
  'archive.query.add': () => ({ name: fresh('Chỉ thị '), query: 'chỉ thị' }),
  'archive.query.remove': async (place, asker) => ({ name: await savedQuery(place, asker) }),
  'health.show': () => ({}),
  'doctor.run': () => ({}),
  'archive.verify.start': () => ({}),
  'archive.verify.state': () => ({ waitMs: 5000 }),
  'retention.list': () => ({}),
  'retention.set': () => ({ name: 'Thư nội bộ', keep: '10 years', direction: 'internal' }),
  'retention.remove': () => ({ name: 'Thư nội bộ' }),
  'retention.preview': () => ({}),
  'retention.apply': () => ({}),
  'retention.compact': () => ({}),
  'hold.list': () => ({}),
  'hold.show': async place => ({ name: await hold(place) }),
  'hold.add': () => ({ name: fresh('Vụ án số '), query: 'agency:sokhcn', reason }),
  'hold.remove': async place => ({ name: await hold(place), reason }),
  'log.key': () => ({}),
  'log.checkpoint': () => ({}),
  'log.stored': async ({ cli }) => ({ size: (await cli.services.transparency.publish()).size }),
  'log.timestamps': () => ({}),
  'log.consistency': () => ({ oldSize: 1, size: 2 }),
  'log.verify': () => ({}),
  'log.proof': async place => ({ id: await entry(place), reason }),
  'document.list': async place => ({ entry: (await place.write({ document: true })).entryId, reason }),
  trace: async place => {
    await place.write()
    return { subject: box, reason }
  },
  'audit.log': () => ({ reason }),
  'approval.request': async (place, asker) => ({
    for:
      asker === 'scoped'
        ? { purpose: 'read', entry: (await place.write({ elsewhere: true })).entryId }
        : { purpose: 'export', query: 'chỉ thị' },
    reason,
    code: await code(place, asker),
  }),
  'approval.list': () => ({}),
  'approval.show': async place => ({ id: await approvalId(place) }),
  'approval.grant': async (place, asker) => ({
    id: await approvalId(place),
    code: await code(place, asker),
  }),
  'approval.refuse': async place => ({ id: await approvalId(place), note }),
}

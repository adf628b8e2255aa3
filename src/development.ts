import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openSession } from './control/control.ts'
import type { Services } from './control/services.ts'
import { saveSession } from './control/session-files.ts'
import { importAgencies } from './directory/import-agencies.ts'
import { personLocalPart } from './directory/naming.ts'
import { openAppointment } from './directory/operator.ts'
import { generatePassword } from './directory/password-rules.ts'
import { newTotpSecret } from './directory/totp.ts'
import { sealTotpSecret, unsealTotpSecret } from './directory/totp-secret.ts'
import { fixedDns } from './net/fixed-dns.ts'
import type { NewBox, Operator } from './ports/directory.ts'
import type { DkimKeyStatus } from './ports/dkim.ts'
import type { Dns } from './ports/dns.ts'
import { createAuthority } from './signing/certificates/authority.ts'
import { issueToBox } from './signing/certificates/issue.ts'

export interface SampleAccount {
  readonly address: string
  readonly password: string
  readonly agency: string
}

interface SampleBox {
  readonly kind: NewBox['kind']
  readonly agency: string
  readonly name: string
  readonly position: string
  readonly leader?: boolean
}

const GiB = 1024 ** 3

const sampleBoxes: readonly SampleBox[] = [
  { kind: 'person', agency: 'sokhcn', name: 'Nguyễn Văn An', position: 'Chuyên viên' },
  { kind: 'person', agency: 'sokhcn', name: 'Hoàng Thị Đào', position: 'Giám đốc Sở', leader: true },
  { kind: 'office', agency: 'sokhcn', name: 'Sở Khoa học và Công nghệ', position: 'Văn thư' },
  { kind: 'person', agency: 'sonoivu', name: 'Trần Thị Bình', position: 'Chuyên viên' },
  { kind: 'office', agency: 'sonoivu', name: 'Sở Nội vụ', position: 'Văn thư' },
  { kind: 'person', agency: 'thucphan', name: 'Nông Quốc Đạt', position: 'Công chức văn phòng' },
  { kind: 'office', agency: 'vpubnd', name: 'Văn phòng Ủy ban nhân dân tỉnh', position: 'Văn thư' },
]

function localPart(box: SampleBox): string {
  return box.kind === 'office' ? box.agency : personLocalPart(box.name, box.agency, 'given-initials.agency')
}

/** Makes what is missing; a second start finds keys and accounts as the first one left them. */
export async function prepareDevelopment(
  services: Services,
  agenciesFile: string,
): Promise<readonly SampleAccount[]> {
  const { config, store, dkim } = services
  await dkim.generate(config.domain.name)
  const file = join(config.server.data, 'accounts.json')
  const known = await readAccounts(file)
  if (known !== undefined) {
    await keepInUse(services, known)
    return known
  }
  if ((await store.read.directory.agencies()).length === 0) {
    const imported = await importAgencies(store, await readFile(agenciesFile, 'utf8'), {
      dryRun: false,
      maxRows: config.limits.resultRows,
    })
    if (!imported.ok) throw new Error(imported.error.join('\n'))
  }
  const accounts = await addSampleBoxes(services)
  await keepInUse(services, accounts)
  await store.write.addAliases([
    { address: `postmaster@${config.domain.name}`, targets: [`vpubnd@${config.domain.name}`] },
  ])
  await signForOffices(services)
  await writeFile(file, JSON.stringify(accounts, null, 2), { mode: 0o600 })
  return accounts
}

async function readAccounts(file: string): Promise<readonly SampleAccount[] | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SampleAccount[]
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function addSampleBoxes({ config, store, passwords }: Services): Promise<SampleAccount[]> {
  const made = await Promise.all(
    sampleBoxes.map(async sample => {
      const agency = await store.read.directory.agency(sample.agency)
      if (agency === undefined) throw new Error(`the sample agencies lack ${sample.agency}`)
      const address = `${localPart(sample)}@${config.domain.name}`
      const password = generatePassword()
      const box: NewBox = {
        address,
        kind: sample.kind,
        agencyId: agency.id,
        name: sample.name,
        position: sample.position,
        leader: sample.leader ?? false,
        quotaBytes: sample.kind === 'office' ? 10 * GiB : 2 * GiB,
        passwordHash: await passwords.hash(password),
      }
      return { box, account: { address, password, agency: agency.name } }
    }),
  )
  const added = await store.write.addBoxes(made.map(({ box }) => box))
  if (!added.ok) throw new Error(`sample box ${added.error.what}: ${added.error.reason}`)
  return made.map(({ account }) => account)
}

/** A trial authority, and a certificate for each sample office: what the office sends for the agency is signed. */
async function signForOffices({ certificates, config, store }: Services): Promise<void> {
  const made = await createAuthority(certificates, { name: config.domain.name, keyKind: 'ec-p256' })
  if (!made.ok) throw new Error(made.error.message)
  const offices = await store.read.directory.boxes({ kind: 'office' })
  await Promise.all(
    offices.map(async box => {
      const terms = { keyKind: 'rsa-2048', days: null } as const
      const issued = await issueToBox({ ...certificates, notify: async () => {} }, box, terms, 'development')
      if (!issued.ok) throw new Error(issued.error.message)
      await store.write.changeBox(box.address, { sign: 'office-documents' })
    }),
  )
}

/** As if each owner had chosen the password: no clock keeps a sample account locked. */
async function keepInUse({ store, clock }: Services, accounts: readonly SampleAccount[]): Promise<void> {
  const { directory } = store.read
  for (const { address } of accounts) {
    const box = await directory.box(address)
    if (box === undefined || (box.status === 'active' && !box.initialPassword)) continue
    const hash = await directory.passwordHash(box.id)
    if (hash !== null) await store.write.setPassword(box.id, hash, false, clock.now())
  }
}

/**
 * An administrator's and an auditor's session, so that the command line works at once. Resolves with the base32 of the
 * auditor's second factor, which stays the same: what two auditors agree on takes codes of it.
 */
export async function leaveSessions(services: Services): Promise<string> {
  const { config } = services
  const { operator: administrator } = await sampleOperator(services, 'administrator')
  const { operator: auditor, secret } = await sampleOperator(services, 'auditor')
  for (const operator of [administrator, auditor])
    await saveSession(config.server.data, await openSession(services, operator))
  return secret
}

/** Named as its role. Nobody knows the password: the operator acts through the session that a start leaves. */
async function sampleOperator(
  { store, clock, passwords, serverKey }: Services,
  role: 'administrator' | 'auditor',
): Promise<{ readonly operator: Operator; readonly secret: string }> {
  const known = await store.read.directory.operator(role)
  const sealed = known?.totpSecret ?? null
  const kept = sealed === null ? undefined : unsealTotpSecret(serverKey, sealed, role)
  if (known !== undefined && kept !== undefined) return { operator: known, secret: kept }
  const secret = newTotpSecret()
  const row = {
    name: role,
    role,
    agencyId: null,
    passwordHash: known?.passwordHash ?? (await passwords.hash(crypto.randomUUID())),
    totpSecret: sealTotpSecret(serverKey, secret, role),
    createdAt: known?.createdAt ?? clock.now(),
    appointment: known?.appointment ?? (role === 'auditor' ? openAppointment : null),
  }
  return { operator: { ...row, id: await store.write.putOperator(row) }, secret }
}

/** Answers for the domains of the sample letters; RFC 7208, RFC 7489 records. */
const sampleZone = {
  'gmail.com': { TXT: [['v=spf1 ip4:127.0.0.0/8 ~all']] },
  '_dmarc.gmail.com': { TXT: [['v=DMARC1; p=none; sp=quarantine']] },
  'gdt.gov.vn': { TXT: [['v=spf1 ip4:127.0.0.0/8 -all']] },
  '_dmarc.gdt.gov.vn': { TXT: [['v=DMARC1; p=reject']] },
} as const

/** A DNS of the sample domains and of the keys as they are published; every other name does not exist. */
export function sampleDns(keys: () => Promise<readonly DkimKeyStatus[]>): Dns {
  return {
    async resolve(name, type) {
      const published = (await keys()).map(({ record }) => [record.name, { TXT: [[record.text]] }])
      return fixedDns({ ...sampleZone, ...Object.fromEntries(published) }).resolve(name, type)
    },
  }
}

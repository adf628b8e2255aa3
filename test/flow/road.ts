/**
 * The roads over a real store with two agencies: what the world says (authentication, findings of the reader, the
 * scanner, the time) is set by a test, everything else is the program's own.
 */
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SenderAuthentication } from '../../src/auth/outcome.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { createRandomPool } from '../../src/base/random-pool.ts'
import type { Reply } from '../../src/base/reply.ts'
import { defaultBoxRules } from '../../src/directory/box-rules.ts'
import { createOutboundRate } from '../../src/directory/outbound-rate.ts'
import { type LetterFindings, noFindings } from '../../src/documents/facts.ts'
import { createSmtpBackend } from '../../src/flow/backend.ts'
import type { FlowContext } from '../../src/flow/context.ts'
import { createFlagNotices } from '../../src/flow/flag-notices.ts'
import { createHeldDesk } from '../../src/flow/held.ts'
import { sendNotice } from '../../src/flow/system.ts'
import { readView } from '../../src/mailbox/view-bytes.ts'
import { FreeMailList, parseFreeMail } from '../../src/policy/free-mail.ts'
import { Policy } from '../../src/policy/policy.ts'
import type { Entry } from '../../src/ports/archive.ts'
import type { Box } from '../../src/ports/directory.ts'
import type { PolicyChange } from '../../src/ports/policy.ts'
import type { ScanOutcome } from '../../src/ports/scanner.ts'
import type { Store } from '../../src/ports/store.ts'
import { createKnownCertificates } from '../../src/signing/certificates/known.ts'
import { createDkimSigning } from '../../src/signing/dkim/dkim.ts'
import type { DkimSigner } from '../../src/signing/dkim/sign.ts'
import { createLetterEncryption, type LetterEncryption } from '../../src/signing/encryption.ts'
import type { SignerIdentity } from '../../src/signing/identity.ts'
import { localKey } from '../../src/signing/keys/local-key.ts'
import type { Envelope, Peer, SmtpBackend } from '../../src/smtp/backend.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { provincePolicy } from '../support/letter-facts.ts'
import type { KeyPair } from '../support/openssl.ts'

export const domain = 'caobang.gov.vn'
export const an = `annv.sokhcn@${domain}`
export const binh = `binhtt.sonoivu@${domain}`
/** The office box of the second agency. */
export const office = `sonoivu@${domain}`

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
export const signer: DkimSigner = {
  domain,
  selector: 'road',
  algorithm: 'ed25519-sha256',
  key: localKey('road', privateKey),
}
export const signerKey = publicKey

const freeMail =
  'domain,service,free,country,hosted_abroad,hosts,source\ngmail.com,Gmail,yes,US,yes,google.com,directive\n'

export class Road implements AsyncDisposable {
  /** Monday, 23 November 2026, 9:00 in the province. */
  now = Date.UTC(2026, 10, 23, 2)
  findings: LetterFindings = noFindings
  scan: ScanOutcome = { kind: 'clean' }
  authentication: SenderAuthentication = passing('langson.gov.vn')
  /** What a letter is signed with when it leaves. */
  signers: () => Promise<readonly DkimSigner[]> = async () => [signer]
  identityFor: (box: Box) => Promise<SignerIdentity | null> = async () => null
  /** What letters to a box may have been encrypted with. */
  recipientIdentities: (box: Box) => Promise<readonly KeyPair[]> = async () => []
  encryptionFormat: 'gcm' | 'cbc' = 'gcm'
  readonly store: Store
  readonly context: FlowContext
  readonly backend: SmtpBackend
  readonly #boxes: readonly Box[]
  readonly #data: string

  constructor(store: Store, policy: Policy, boxes: readonly Box[], data: string) {
    this.store = store
    this.#boxes = boxes
    this.#data = data
    const system = {
      hostname: `mail.${domain}`,
      domain,
      store,
      clock: { now: () => this.now },
      random: createRandomPool(),
      limits: defaultLimits,
      log: silentLogger,
    }
    const { clock, limits, log } = system
    const notify: Parameters<typeof createHeldDesk>[0]['notify'] = (address, notice) =>
      sendNotice(system, address, notice)
    this.context = {
      ...system,
      verifySender: async () => this.authentication,
      readLetter: async () => this.findings,
      scanner: { scan: async () => this.scan },
      policy,
      signDkim: createDkimSigning({ keyring: { signers: () => this.signers() }, clock, limits }),
      identityFor: ({ id }) => this.identityFor(boxes.find(box => box.id === id) as Box),
      encryption: this.#encryption(),
      flagNotices: createFlagNotices({ policy, clock }),
      outboundRate: createOutboundRate({ store, clock, rules: () => defaultBoxRules }),
      held: createHeldDesk({ store, policy, clock, limits, notify, log }),
      countryOf: async () => null,
      networkOf: async () => null,
      exchangersOf: async () => [],
    }
    this.backend = createSmtpBackend(this.context)
  }

  #encryption(): LetterEncryption {
    const { store } = this
    const clock = { now: () => this.now }
    const made = (format: 'gcm' | 'cbc') =>
      createLetterEncryption({
        known: createKnownCertificates({ store, clock, domain }),
        identitiesOf: async ({ id }) => {
          const pairs = await this.recipientIdentities(this.#boxes.find(box => box.id === id) as Box)
          return pairs.map(({ certificate, privateKey }) => ({
            certificate,
            key: localKey('k', privateKey),
            serial: new X509Certificate(certificate).serialNumber.toLowerCase(),
          }))
        },
        format,
        limits: defaultLimits,
        log: silentLogger,
      })
    return {
      certificateFor: address => made('gcm').certificateFor(address),
      remember: (certificates, entryId, at) => made('gcm').remember(certificates, entryId, at),
      encrypt: (form, recipients) => made(this.encryptionFormat).encrypt(form, recipients),
      open: (form, root, boxes) => made('gcm').open(form, root, boxes),
    }
  }

  static async open(): Promise<Road> {
    const data = await mkdtemp(join(tmpdir(), 'congvu-road-'))
    const store = await openSqliteStore({
      dataDir: data,
      masterKey: new Uint8Array(32),
      limits: defaultLimits,
    })
    await provision(store)
    const services = parseFreeMail(freeMail)
    if (!services.ok) throw new Error(services.error.join('\n'))
    const policy = new Policy({
      ...provincePolicy,
      freeMail: new FreeMailList(services.value),
    })
    policy.useAgencies(await store.read.directory.agencies())
    return new Road(store, policy, await store.read.directory.boxes({}), data)
  }

  async change(change: PolicyChange): Promise<void> {
    const changed = await this.store.write.changePolicy(change, 'quantri', this.now)
    if (!changed.ok) throw new Error(changed.error.what)
    this.context.policy.useState(await this.store.read.policy.state())
  }

  box(address: string): Box {
    const box = this.#boxes.find(candidate => candidate.address === address)
    if (box === undefined) throw new Error(address)
    return box
  }

  submit(login: string, to: readonly string[], bytes: Uint8Array): Promise<Reply> {
    return this.#message(login, login, to, bytes)
  }

  receive(from: string, to: readonly string[], bytes: Uint8Array): Promise<Reply> {
    return this.#message(null, from, to, bytes)
  }

  #message(login: string | null, from: string, to: readonly string[], bytes: Uint8Array): Promise<Reply> {
    const data = { bytes: Uint8Array.from(bytes), receivedAt: this.now }
    return this.backend.message(this.peer(login), envelope(from, to), data)
  }

  /** Who is connected: an official who logged in, or another server. */
  peer(login: string | null): Peer {
    return {
      channel: login === null ? 'mx' : 'submissions',
      address: '192.0.2.25',
      port: 40_025,
      helo: 'mail.langson.gov.vn',
      tls: login === null ? '' : 'TLSv1.3 TLS_AES_256_GCM_SHA384',
      box: login === null ? null : this.box(login),
      id: 'c1',
    }
  }

  /** What a client reads of every letter in a box's INBOX. */
  inbox(address: string): Promise<readonly string[]> {
    return this.folder(address, 'INBOX')
  }

  async folder(address: string, name: string): Promise<readonly string[]> {
    const { mailboxes, blobs } = this.store.read
    const mailbox = await mailboxes.byName(this.box(address).id, name)
    const views = await mailboxes.views([...(await mailboxes.snapshot(mailbox!.id)).views])
    return Promise.all(
      views.map(async view =>
        Buffer.from(await readView(blobs, view, { start: 0, end: view.sizeBytes })).toString('utf8'),
      ),
    )
  }

  /** Entries of letters, newest first; the server's own notices left out. */
  async letters(): Promise<readonly Entry[]> {
    const entries = await this.store.read.archive.search({ limit: 100 })
    return entries.filter(({ channel }) => channel !== 'system')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]()
    await rm(this.#data, { recursive: true })
  }
}

export function envelope(mailFrom: string, to: readonly string[]): Envelope {
  return {
    mailFrom,
    parameters: { sizeBytes: 0, body: '8bitmime', smtpUtf8: false, ret: '', envid: '' },
    recipients: to.map(address => ({ address, parameters: { notify: '', orcpt: '' } })),
  }
}

/** SPF and DMARC pass for the domain. */
export function passing(author: string): SenderAuthentication {
  return {
    spf: { result: 'pass', domain: author, identity: 'mailfrom' },
    dkim: [],
    arc: null,
    dmarc: { result: 'pass', policy: 'none', domain: author },
    headerFromDomain: author,
    temporary: false,
  }
}

async function provision(store: Store): Promise<void> {
  const common = { kind: 'department', mailSystem: 'provincial', sectorDomains: [], staff: 50 } as const
  const ids = await store.write.addAgencies([
    { ...common, code: 'sokhcn', name: 'Sở Khoa học và Công nghệ' },
    { ...common, code: 'sonoivu', name: 'Sở Nội vụ' },
  ])
  if (!ids.ok) throw new Error(ids.error.what)
  const [science, interior] = ids.value
  const box = { position: '', leader: false, quotaBytes: 1e9, passwordHash: null } as const
  await store.write.addBoxes([
    { ...box, address: an, kind: 'person', agencyId: science!, name: 'Nguyễn Văn An' },
    { ...box, address: binh, kind: 'person', agencyId: interior!, name: 'Trần Thị Bình' },
    { ...box, address: office, kind: 'office', agencyId: interior!, name: 'Sở Nội vụ' },
  ])
}

/**
 * The composition root: the only file that knows concrete adapters. It builds the services that every command works
 * with, and the running server on top of them.
 */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { createSenderVerifier } from './auth/verify.ts'
import { Budget } from './base/budget.ts'
import { startClock } from './base/clockwork.ts'
import { ExpiringCache } from './base/expiring-cache.ts'
import type { Logger } from './base/log.ts'
import { createRandomPool } from './base/random-pool.ts'
import type { Result } from './base/result.ts'
import { Turns } from './base/turns.ts'
import type { Config, Endpoint, Listeners } from './config/config.ts'
import type { MailServer } from './console/own/pages.ts'
import { createOwnPage } from './console/own/server.ts'
import { createControl } from './control/control.ts'
import { listenControl } from './control/server.ts'
import type { Services } from './control/services.ts'
import { createAuthenticator } from './directory/authenticator.ts'
import { createBoxClerk } from './directory/box-clerk.ts'
import { type BoxRules, boxRuleNames } from './directory/box-rules.ts'
import { loginRules } from './directory/login-rules.ts'
import { createOutboundRate } from './directory/outbound-rate.ts'
import { createPasswordHasher } from './directory/password.ts'
import { createLetterReader } from './documents/reader.ts'
import { loadReadingData } from './documents/reading-data.ts'
import { createAcknowledgementClerk } from './flow/acknowledgement.ts'
import { createAppendGate } from './flow/append.ts'
import { createSmtpBackend } from './flow/backend.ts'
import type { FlowContext } from './flow/context.ts'
import { createFlagNotices } from './flow/flag-notices.ts'
import { createHeldDesk } from './flow/held.ts'
import { keepInformed } from './flow/informed-policy.ts'
import { createOutbound } from './flow/outbound.ts'
import { reportFailures, sendNotice } from './flow/system.ts'
import { createImapServer } from './imap/server.ts'
import { createMailboxBackend } from './mailbox/backend.ts'
import { readIdentity, type TlsIdentity } from './net/certificate.ts'
import { createClamav } from './net/clamav.ts'
import { createDns } from './net/dns.ts'
import { exchangersWithCountry } from './net/exchangers.ts'
import { createRelay } from './net/relay.ts'
import { createRevocationFetcher } from './net/revocation-fetcher.ts'
import { createTimestampAuthority } from './net/timestamp-authority.ts'
import { loadCitations } from './policy/citations.ts'
import { CountryTable } from './policy/country.ts'
import { loadFreeMail } from './policy/free-mail.ts'
import { NetworkTable } from './policy/network.ts'
import { Policy } from './policy/policy.ts'
import type { PolicySettings } from './policy/settings.ts'
import type { Clock } from './ports/clock.ts'
import type { Dns } from './ports/dns.ts'
import { type KeyEvent, KeyFailure, type TokenDesk } from './ports/keys.ts'
import { noScanner } from './ports/scanner.ts'
import type { Store } from './ports/store.ts'
import type { Timestamps } from './ports/timestamp.ts'
import type { CertificateParts } from './signing/certificates/certificates.ts'
import { createIdentities, createRecipientIdentities } from './signing/certificates/identity.ts'
import { createKnownCertificates } from './signing/certificates/known.ts'
import { followOwnAuthorities } from './signing/certificates/own-authorities.ts'
import { createRenewalClerk } from './signing/certificates/renewal.ts'
import { createRevocationServer, listPath } from './signing/certificates/revocation-server.ts'
import { createLetterEncryption, type LetterEncryption } from './signing/encryption.ts'
import { keySealingKey } from './signing/key-files.ts'
import { type OpenKeys, openKeys } from './signing/keys/keys.ts'
import { openSigningThread } from './signing/keys/signing-thread.ts'
import { openTokenKeys, type TokenKeys } from './signing/keys/token/token-keys.ts'
import { openSigning, type Signing } from './signing/signing.ts'
import { readTrust } from './signing/timestamp/chain.ts'
import { createTimestamps } from './signing/timestamp/timestamp.ts'
import { readAnchors } from './signing/verify/trust.ts'
import { createSmtpDelivery } from './smtp/client.ts'
import { createSmtpServer } from './smtp/server.ts'
import { loadMasterKey } from './store/master-key.ts'
import { openSqliteStore } from './store/sqlite/open.ts'
import { createLogServer } from './tlog/log-server.ts'
import { openTransparency } from './tlog/open.ts'
import { createWitnessServer } from './tlog/witness-server.ts'

export interface AppOptions {
  readonly config: Config
  readonly log: Logger
  /** Answers instead of name servers, for the development start. */
  readonly dns?: Dns
}

export type OpenServices = Services &
  AsyncDisposable & {
    readonly signing: Signing
    readonly encryption: LetterEncryption
    readonly keys: OpenKeys
  }

const systemClock: Clock = { now: () => Date.now() }
const unguessable = createRandomPool()

/** Files shipped with the program: `config/` beside `src/`. */
export function shippedFile(name: string): string {
  return fileURLToPath(new URL(`../config/${name}`, import.meta.url))
}

/** The lists shipped with the program, or those that the configuration puts in their place. */
async function loadLists({ policy, signing }: Config) {
  const freeMail = await loadFreeMail(shippedFile('free-mail.csv'), policy.freeMailFile ?? undefined)
  const reading = await loadReadingData({
    documentKinds: policy.documentKindsFile ?? shippedFile('document-kinds.csv'),
    signUpServices: policy.signUpFile ?? shippedFile('sign-up-services.csv'),
    dangerousTypes: [
      shippedFile('dangerous-types.csv'),
      ...(policy.dangerousTypesFile === null ? [] : [policy.dangerousTypesFile]),
    ],
  })
  const citations = policy.citationsFile === null ? undefined : await loadCitations(policy.citationsFile)
  return {
    freeMail: required(freeMail),
    reading: required(reading),
    citations: citations === undefined ? new Map() : required(citations),
    anchors: signing.trustFile === null ? [] : required(readAnchors(signing.trustFile)),
  }
}

/** What was found of a domain, for as long as the outcome of a sender is used again. */
function remembered<T>(
  look: (domain: string) => Promise<T>,
  { senderOutcomes, senderOutcomeMs }: Config['limits'],
): (domain: string) => Promise<T> {
  const known = new ExpiringCache<Promise<T>>(senderOutcomes, systemClock)
  return domain => {
    const before = known.get(domain)
    if (before !== undefined) return before
    const found = look(domain)
    known.set(domain, found, senderOutcomeMs)
    return found
  }
}

/** A file that the configuration names cannot be used as it is. */
export class UnusableFile extends Error {}

/** A start without its lists is none. */
function required<T>(list: Result<T, readonly string[]>): T {
  if (!list.ok) throw new UnusableFile(list.error.join('\n'))
  return list.value
}

/** Opens the data directory, as one process may: the server, or a command while no server runs. */
export async function openServices({
  config,
  log,
  dns = systemDns(config),
}: AppOptions): Promise<OpenServices> {
  const { limits, server } = config
  const serverKey = loadMasterKey(server.data)
  const lists = await loadLists(config)
  const countries = new CountryTable(config.policy.countryDatabase ?? undefined)
  const countryOf = (address: string) => countries.countryOf(address)
  const networks = new NetworkTable(config.policy.networkDatabase)
  const store = await openSqliteStore({
    dataDir: server.data,
    masterKey: serverKey,
    limits,
    log: {
      warn: message => log.warn({}, message),
      error: message => log.error({}, message),
    },
  })
  const policy = new Policy({
    ownDomains: [config.domain.name],
    stateDomains: config.policy.stateDomains,
    rememberedDomains: limits.rememberedDomains,
    referencePrefix: config.policy.referencePrefix,
    freeMail: lists.freeMail,
    kinds: lists.reading.documentKinds,
    citations: lists.citations,
  })
  await keepInformed(policy, store, log)
  const system = {
    hostname: server.hostname,
    domain: config.domain.name,
    store,
    clock: systemClock,
    random: unguessable,
    limits,
    log,
  }
  const tokens = openTokens(config, store, log)
  const timestamps = await openTimestamps(config)
  const keys = openServerKeys(config, serverKey, store, tokens)
  const signing = openSigning({ store, privateKeys: keys, clock: systemClock, limits })
  const reader = createLetterReader({
    limits,
    data: lists.reading,
    trust: { anchors: lists.anchors, crlFolder: crlFolderOf(config) },
    log: { warn: text => log.warn({}, text) },
  })
  await followOwnAuthorities(store, own => reader.useAuthorities(own), log)
  const { clamav } = config.scanner
  const notify: Services['notify'] = (address, notice) => sendNotice(system, address, notice)
  const certificates: CertificateParts = {
    store,
    keys,
    clock: systemClock,
    domain: config.domain.name,
    listUrl: issuer => (config.signing.crlUrl === null ? null : config.signing.crlUrl + listPath(issuer)),
    notify,
  }
  return {
    config,
    clock: systemClock,
    notify,
    held: createHeldDesk({ store, policy, clock: systemClock, limits, notify, log }),
    certificates,
    identityFor: createIdentities(certificates),
    encryption: createLetterEncryption({
      known: createKnownCertificates(certificates),
      identitiesOf: createRecipientIdentities(certificates),
      format: config.signing.encryption,
      limits,
      log,
    }),
    store,
    passwords: createPasswordHasher(limits),
    serverKey,
    policy,
    boxRules: () => boxRulesOf(policy.settings),
    hostname: server.hostname,
    limits,
    readLetter: letter => reader.read(letter),
    signing,
    dkim: signing.dkim,
    timestamps,
    transparency: openTransparency({
      settings: config.transparency,
      dataDir: server.data,
      store,
      keys,
      clock: systemClock,
      timestamps,
      limits,
      log,
    }),
    tokens: tokenDesk(config, tokens),
    async keyUses() {
      await keys.tick()
      return store.read.keyUses.totals()
    },
    keys,
    dns,
    scanner: clamav === null ? noScanner : createClamav({ address: clamav, limits, log }),
    countryOf,
    networkOf: address => networks.networkOf(address),
    exchangersOf: remembered(domain => exchangersWithCountry(dns, domain, countryOf), limits),
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]()
      await keys[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

/** The tokens of the configured module, which are not asked before a key of theirs is wanted. */
function openTokens({ token, limits }: Config, store: Store, log: Logger): TokenKeys | null {
  if (token.module === null) return null
  const { module, pinFile, label } = token
  return openTokenKeys({
    module,
    pinFile,
    label,
    clock: systemClock,
    limits,
    trouble({ reason, message }) {
      log.error({ reason, module }, `the token is out of reach: ${message}`)
      if (reason === 'pin')
        recordKeyEvent(store, { event: 'unlock-failed', key: module, detail: message }).catch(error =>
          log.error({ err: error }, 'an event of a key was not recorded'),
        )
    },
  })
}

function openServerKeys({ server }: Config, serverKey: Uint8Array, store: Store, tokens: TokenKeys | null) {
  return openKeys({
    own: openSigningThread({
      folder: join(server.data, 'keys/signing'),
      sealingKey: keySealingKey(serverKey),
    }),
    tokens,
    clock: systemClock,
    countUses: uses => store.write.countKeyUses(uses),
    record: event => recordKeyEvent(store, event),
  })
}

/** On the trail, beside the operations that brought it about. */
function recordKeyEvent({ write }: Store, { event, ...detail }: KeyEvent): Promise<void> {
  return write.audit({
    at: systemClock.now(),
    operator: 'congvu',
    role: 'system',
    operation: `key.${event}`,
    detail: JSON.stringify(detail),
  })
}

function tokenDesk({ token }: Config, tokens: TokenKeys | null): TokenDesk {
  const { module } = token
  return {
    status() {
      const status = tokens?.status() ?? { state: 'none' as const }
      return { module, detail: '', until: null, ...status }
    },
    list: async () => (await tokens?.list()) ?? [],
  }
}

async function openTimestamps({ timestamp: { url, trust, policy }, limits }: Config): Promise<Timestamps> {
  return createTimestamps({
    ask: url === null ? null : createTimestampAuthority({ url, limits }),
    trust: trust === null ? [] : readTrust(await readFile(trust, 'utf8')),
    policy,
    random: unguessable,
  })
}

/** The regulation's numbers for a box, as they are set. */
function boxRulesOf(settings: PolicySettings): BoxRules {
  const numbers = boxRuleNames.map(name => [name, settings.threshold(name)])
  return Object.fromEntries(numbers) as unknown as BoxRules
}

function systemDns({ dns, limits }: Config): Dns {
  return createDns({ servers: dns.servers, limits })
}

export interface RunningServer extends AsyncDisposable {
  readonly services: Services
  /** The ports that were bound, by service. */
  readonly ports: ReadonlyMap<keyof Listeners, Endpoint>
}

/** Opens the services and every listener; when one fails, what was opened is closed again. */
export async function startServer(options: AppOptions): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack()
  const { config, log } = options
  const services = opened.use(await openServices(options))
  // After every listener, before the store: nothing is logged any more.
  opened.defer(() => lastCheckpoint(services, log))
  const tls = await readIdentity(config.tls.key, config.tls.cert)
  const { dns } = services
  const flow = flowContext(services, log)
  await findKeys(services, log)
  await recordStart(services)

  const outbound = opened.use(
    createOutbound({
      store: services.store,
      relay: createRelay({
        relay: config.relay,
        hostname: config.server.hostname,
        dns,
        deliver: createSmtpDelivery({ hostname: config.server.hostname, limits: config.limits }),
        log,
      }),
      clock: services.clock,
      limits: config.limits,
      log,
      report: failed => reportFailures(flow, failed),
    }),
  )
  const ports = await openListeners(opened, services, flow, tls, log)
  opened.use(
    await listenControl(
      createControl(services),
      join(config.server.data, 'control.sock'),
      config.limits,
      log,
    ),
  )
  outbound.start()
  startClocks(opened, services, log)
  const owned = opened.move()
  return { services, ports, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** On the trail before anything listens: a start under another configuration is told by its hash. */
async function recordStart({ store, config }: OpenServices): Promise<void> {
  const configuration = hash('sha256', JSON.stringify(config))
  await store.write.audit({
    at: systemClock.now(),
    operator: 'congvu',
    role: 'system',
    operation: 'server.start',
    detail: JSON.stringify({ configuration: `sha256:${configuration}` }),
  })
}

async function lastCheckpoint({ transparency }: OpenServices, log: Logger): Promise<void> {
  await transparency.publish().catch(error => log.error({ err: error }, 'no last checkpoint was signed'))
}

/** A key that cannot be read is found now, and not by the first letter; a token may come back. */
async function findKeys({ signing, config }: OpenServices, log: Logger): Promise<void> {
  try {
    await signing.dkim.signers(config.domain.name)
  } catch (error) {
    if (!(error instanceof KeyFailure)) throw error
    log.error({ err: error }, 'a DKIM key is out of reach: nothing leaves before it is back')
  }
}

/** What time alone brings about: in the life of boxes and keys, and for letters that nobody decided or opened. */
function startClocks(opened: AsyncDisposableStack, services: OpenServices, log: Logger): void {
  const {
    store,
    policy,
    boxRules: rules,
    notify,
    clock,
    limits,
    held,
    signing,
    certificates,
    keys,
  } = services
  const clerk = createBoxClerk({ store, rules, notify, log })
  const acknowledgement = createAcknowledgementClerk({ store, policy, notify, random: unguessable, log })
  const renewal = createRenewalClerk({
    ...certificates,
    days: () => renewalWarnings.map(name => policy.settings.threshold(name)),
    log,
  })
  const fetcher = createRevocationFetcher({
    sources: services.config.signing.crlSources,
    folder: crlFolderOf(services.config),
    limits,
    log,
  })
  for (const { tick } of [clerk, held, acknowledgement, signing.dkim, renewal, fetcher, keys]) {
    opened.use(startClock({ everyMs: limits.clockMs, clock, tick, log }))
  }
  opened.use(
    startClock({ everyMs: limits.checkpointMs, clock, tick: () => services.transparency.tick(), log }),
  )
  // Before its clock, which waits for a fetch in hand.
  opened.use(fetcher)
}

/** Where lists of revoked certificates stand, fetched or put there. */
function crlFolderOf({ server }: Config): string {
  return join(server.data, 'crl')
}

const renewalWarnings = [
  'certificateFirstWarningDays',
  'certificateSecondWarningDays',
  'certificateLastWarningDays',
] as const

function flowContext(services: OpenServices, log: Logger): FlowContext {
  const {
    config,
    store,
    clock,
    policy,
    boxRules,
    countryOf,
    networkOf,
    exchangersOf,
    readLetter,
    scanner,
    held,
    signing,
    dns,
    identityFor,
    encryption,
  } = services
  const verify = createSenderVerifier({
    dns,
    clock,
    limits: config.limits,
    trustedSealers: config.sender.trustedSealers,
  })
  return {
    hostname: config.server.hostname,
    domain: config.domain.name,
    store,
    verifySender: ({ peer, mailFrom, bytes }) =>
      verify({ address: peer.address, helo: peer.helo, mailFrom, bytes }),
    readLetter,
    scanner,
    policy,
    signDkim: config.signing.dkim === 'off' ? null : signing.signDkim,
    identityFor,
    encryption,
    flagNotices: createFlagNotices({ policy, clock }),
    outboundRate: createOutboundRate({ store, clock, rules: boxRules }),
    held,
    countryOf,
    networkOf,
    exchangersOf,
    clock,
    random: unguessable,
    limits: config.limits,
    log,
  }
}

interface Listening extends AsyncDisposable {
  listen(host: string, port: number): Promise<number>
}

async function openListeners(
  opened: AsyncDisposableStack,
  services: Services,
  flow: FlowContext,
  tls: TlsIdentity,
  log: Logger,
): Promise<ReadonlyMap<keyof Listeners, Endpoint>> {
  const { config, store, clock, passwords, serverKey } = services
  const { limits } = config
  const rules = loginRules(config.login)
  const authenticator = createAuthenticator({
    store,
    clock,
    limits,
    serverKey,
    passwords,
    rules,
    notify: services.notify,
    log,
  })
  const memory = new Budget(limits.inFlightBytes)
  const largeLetters = new Turns(limits.largeLettersBytes)
  const smtpBackend = createSmtpBackend(flow)
  const mailboxes = opened.use(
    createMailboxBackend({
      store,
      authenticator,
      admitMessage: createAppendGate(flow).admit,
      clock,
      limits,
      log,
    }),
  )
  const secureContext = createSecureContext({ ...tls, minVersion: 'TLSv1.2' })

  const smtp = (channel: 'mx' | 'submission' | 'submissions') =>
    createSmtpServer({
      backend: smtpBackend,
      channel,
      hostname: config.server.hostname,
      limits,
      memory,
      largeLetters,
      tls,
      ...(channel === 'mx' ? {} : { authenticator }),
      log: log.child({ service: channel }),
      clock,
    })
  const imap = (mode: 'imap' | 'imaps') =>
    createImapServer({
      backend: mailboxes,
      limits,
      secureContext: () => secureContext,
      log: log.child({ service: mode }),
      mode,
      budget: memory,
    })
  const ports = new Map<keyof Listeners, Endpoint>()
  const make: Readonly<Record<keyof Listeners, () => Listening>> = {
    mx: () => smtp('mx'),
    submission: () => smtp('submission'),
    submissions: () => smtp('submissions'),
    imap: () => imap('imap'),
    imaps: () => imap('imaps'),
    http: () =>
      createOwnPage({
        ...services,
        limits,
        tls,
        authenticator,
        rules,
        servers: () => mailServers(config.server.hostname, ports),
        log: log.child({ service: 'http' }),
      }),
    crl: () => createRevocationServer({ store, limits, log: log.child({ service: 'crl' }) }),
    witness: () =>
      createWitnessServer({
        witness: services.transparency.witness,
        limits,
        log: log.child({ service: 'witness' }),
      }),
    log: () =>
      createLogServer({ files: services.transparency.files, limits, log: log.child({ service: 'log' }) }),
  }

  const listening: Listening[] = []
  // All at once: each may take its time to say goodbye to its sessions.
  opened.defer(async () => {
    await Promise.allSettled(listening.map(listener => listener[Symbol.asyncDispose]()))
  })
  for (const service of Object.keys(make) as (keyof Listeners)[]) {
    const endpoint = config.listen[service]
    if (endpoint === null) continue
    const listener = make[service]()
    listening.push(listener)
    const port = await listener.listen(endpoint.host, endpoint.port)
    ports.set(service, { host: endpoint.host, port })
  }
  return ports
}

/** Where a mail program is pointed to, TLS from the first byte where there is the choice. */
function mailServers(host: string, ports: ReadonlyMap<keyof Listeners, Endpoint>) {
  const first = (implicit: keyof Listeners, upgraded: keyof Listeners): MailServer | null => {
    const service = ports.has(implicit) ? implicit : upgraded
    const port = ports.get(service)?.port
    return port === undefined ? null : { host, port, security: service === implicit ? 'SSL/TLS' : 'STARTTLS' }
  }
  return { incoming: first('imaps', 'imap'), outgoing: first('submissions', 'submission') }
}

/** Every adapter of the program, opened for one process: the server, or a command while no server runs. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { ExpiringCache } from '../base/expiring-cache.ts'
import type { Logger } from '../base/log.ts'
import { createRandomPool } from '../base/random-pool.ts'
import type { Result } from '../base/result.ts'
import type { Config } from '../config/config.ts'
import type { Services } from '../control/services.ts'
import { type BoxRules, boxRuleNames } from '../directory/box-rules.ts'
import { createPasswordHasher } from '../directory/password.ts'
import { createLetterReader } from '../documents/reader.ts'
import { loadReadingData } from '../documents/reading-data.ts'
import { createHeldDesk } from '../flow/held.ts'
import { keepInformed } from '../flow/informed-policy.ts'
import { sendNotice } from '../flow/system.ts'
import { createClamav } from '../net/clamav.ts'
import { createDns } from '../net/dns.ts'
import { exchangersWithCountry } from '../net/exchangers.ts'
import { createTimestampAuthority } from '../net/timestamp-authority.ts'
import { loadCitations } from '../policy/citations.ts'
import { CountryTable } from '../policy/country.ts'
import { loadFreeMail } from '../policy/free-mail.ts'
import { NetworkTable } from '../policy/network.ts'
import { Policy } from '../policy/policy.ts'
import type { PolicySettings } from '../policy/settings.ts'
import type { Clock } from '../ports/clock.ts'
import type { Dns } from '../ports/dns.ts'
import type { KeyEvent, TokenDesk } from '../ports/keys.ts'
import { noScanner } from '../ports/scanner.ts'
import type { Store } from '../ports/store.ts'
import type { Timestamps } from '../ports/timestamp.ts'
import type { OpenSearch } from '../search/search.ts'
import type { CertificateParts } from '../signing/certificates/certificates.ts'
import { createIdentities, createRecipientIdentities } from '../signing/certificates/identity.ts'
import { createKnownCertificates } from '../signing/certificates/known.ts'
import { followOwnAuthorities } from '../signing/certificates/own-authorities.ts'
import { listPath } from '../signing/certificates/revocation-server.ts'
import { createLetterEncryption, type LetterEncryption } from '../signing/encryption.ts'
import { keySealingKey } from '../signing/key-files.ts'
import { type OpenKeys, openKeys } from '../signing/keys/keys.ts'
import { openSigningThread } from '../signing/keys/signing-thread.ts'
import { openTokenKeys, type TokenKeys } from '../signing/keys/token/token-keys.ts'
import { openSigning, type Signing } from '../signing/signing.ts'
import { readTrust } from '../signing/timestamp/chain.ts'
import { createTimestamps } from '../signing/timestamp/timestamp.ts'
import { readAnchors } from '../signing/verify/trust.ts'
import { loadMasterKey } from '../store/master-key.ts'
import { openSqliteStore } from '../store/sqlite/open.ts'
import { openArchiveServices } from './archive-services.ts'

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
    readonly search: OpenSearch
  }

export const systemClock: Clock = { now: () => Date.now() }
export const unguessable = createRandomPool()

/**
 * Threads that begin from here on have little room for what dies young, and collect what has grown old early, MiB. The
 * main thread and the writer have what `congvu.mjs` asks for; with it the indexer alone held 60 MiB for 12 that it used.
 */
function laterThreadsStaySmall(): void {
  setFlagsFromString('--max-semi-space-size=2')
  setFlagsFromString('--initial-old-space-size=16')
}

/** Files shipped with the program: `config/` beside `src/`. */
export function shippedFile(name: string): string {
  return fileURLToPath(new URL(`../../config/${name}`, import.meta.url))
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
  laterThreadsStaySmall()
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
  const archive = openArchiveServices({
    config,
    serverKey,
    store,
    keys,
    timestamps,
    kinds: lists.reading.documentKinds,
    clock: systemClock,
    log,
  })
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
    ...archive,
    signing,
    dkim: signing.dkim,
    timestamps,
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
      await archive[Symbol.asyncDispose]()
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

/** Where lists of revoked certificates stand, fetched or put there. */
export function crlFolderOf({ server }: Config): string {
  return join(server.data, 'crl')
}

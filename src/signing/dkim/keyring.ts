/**
 * The DKIM keys of the server's domains: which sign now, and how one takes another's place.
 *
 *     generate   the first keys sign at once
 *     rotate     new keys are published and wait; when their time comes the old ones retire, at the same instant
 *     retired    the record stays in DNS while signatures made with the key are good, the private half is destroyed
 *
 * The private half is durable before its row is: a key that is known can sign. One that failed in between leaves a
 * file that nobody asks for.
 */
import { inTurn } from '../../base/in-turn.ts'
import type { Limits } from '../../base/limits.ts'
import { localTime } from '../../base/local-time.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import type { Clock } from '../../ports/clock.ts'
import {
  type DkimAlgorithm,
  type DkimKey,
  type DkimKeyProblem,
  type DkimKeyState,
  type DkimKeyStatus,
  type DkimKeys,
  dkimAlgorithms,
  type NewDkimKeys,
} from '../../ports/dkim.ts'
import type { Keys, SigningKey, SigningKeyKind } from '../../ports/keys.ts'
import type { Store } from '../../ports/store.ts'
import { keyRecord, publicKeyOf } from './record.ts'
import type { DkimSigner } from './sign.ts'
import { type TokenKey, tokenKeys } from './token-keys.ts'

export interface DkimKeyringOptions {
  readonly store: Store
  readonly privateKeys: Keys
  readonly clock: Clock
  readonly limits: Pick<Limits, 'dkimPublishMs' | 'dkimKeepMs'>
}

export interface DkimKeyring extends DkimKeys {
  /** The keys that sign for a domain now; rejects when the file of one is missing or damaged. */
  signers(domain: string): Promise<readonly DkimSigner[]>
  /** Destroys private halves that sign no more; resolves with how many. For the server's clock. */
  tick(now: number): Promise<number>
}

export function createDkimKeyring({ store, privateKeys, clock, limits }: DkimKeyringOptions): DkimKeyring {
  /** Keys whose private half was found to be the published one's, by name. */
  const opened = new Map<string, SigningKey>()
  /** Two changes at once would take the same selector, and one the other's file. */
  const change = inTurn()

  const statusOf = (key: DkimKey): DkimKeyStatus => ({
    ...key,
    state: stateOf(key, clock.now(), limits.dkimKeepMs),
    record: keyRecord(key),
    privateKey: privateNameOf(key),
  })

  async function keysOf(domain: string): Promise<readonly DkimKeyStatus[]> {
    return (await store.read.dkim.keys()).filter(key => key.domain === domain).map(statusOf)
  }

  /** New rows for keys of the server's own, which are made with them, or for keys that tokens have. */
  async function newKeys(domain: string, createdAt: number, onTokens: readonly TokenKey[]) {
    const taken = new Set((await keysOf(domain)).map(({ selector }) => selector))
    const keys: NewDkimKeys['keys'][number][] = []
    for (const { algorithm, publicKey, name } of onTokens)
      keys.push({ selector: newSelector(algorithm, createdAt, taken), algorithm, publicKey, keyName: name })
    if (onTokens.length > 0) return keys
    for (const algorithm of dkimAlgorithms) {
      const selector = newSelector(algorithm, createdAt, taken)
      const name = privateNameOf({ domain, selector, keyName: null })
      const { publicKey } = await privateKeys.generate(keyKinds[algorithm], name)
      keys.push({ selector, algorithm, publicKey: publicKeyOf(publicKey), keyName: null })
    }
    return keys
  }

  async function make(
    domain: string,
    activeFrom: number,
    uris: readonly string[],
  ): Promise<Result<readonly DkimKeyStatus[], 'there' | DkimKeyProblem>> {
    const onTokens = await tokenKeys(privateKeys, uris, await store.read.dkim.keys())
    if (!onTokens.ok) return onTokens
    const createdAt = clock.now()
    const keys = await newKeys(domain, createdAt, onTokens.value)
    const added = await store.write.addDkimKeys({ domain, createdAt, activeFrom, keys })
    if (!added.ok) return fail('there')
    return ok(keys.map(key => statusOf({ ...key, domain, createdAt, activeFrom, retiredAt: null })))
  }

  async function open(key: DkimKey): Promise<DkimSigner> {
    const name = privateNameOf(key)
    const known = opened.get(name) ?? (await readKey(privateKeys, name, key.publicKey))
    opened.set(name, known)
    const { domain, selector, algorithm } = key
    return { domain, selector, algorithm, key: known }
  }

  return {
    list: async () => (await store.read.dkim.keys()).map(statusOf),

    generate: (domain, uris = []) =>
      change(async () => {
        if ((await keysOf(domain)).some(({ retiredAt }) => retiredAt === null)) return fail('exists')
        const made = await make(domain, clock.now(), uris)
        return named(made, 'exists')
      }),

    rotate: (domain, atOnce, uris = []) =>
      change(async () => {
        const keys = await keysOf(domain)
        if (!keys.some(({ state }) => state === 'active' || state === 'waiting')) return fail('no-keys')
        if (keys.some(({ state }) => state === 'waiting')) return fail('under-way')
        const activeFrom = clock.now() + (atOnce ? 0 : limits.dkimPublishMs)
        const made = await make(domain, activeFrom, uris)
        return named(made, 'under-way')
      }),

    async signers(domain) {
      const active = (await keysOf(domain)).filter(({ state }) => state === 'active')
      // RSA first: whoever looks at one signature alone knows it.
      const ordered = dkimAlgorithms.flatMap(known => active.filter(({ algorithm }) => algorithm === known))
      return Promise.all(ordered.map(open))
    },

    async tick(now) {
      const done = (await store.read.dkim.keys()).filter(
        ({ retiredAt }) => retiredAt !== null && retiredAt <= now,
      )
      const there = new Set(done.length === 0 ? [] : await privateKeys.list())
      const names = done.map(privateNameOf).filter(name => there.has(name))
      for (const name of names) {
        await privateKeys.remove(name)
        opened.delete(name)
      }
      return names.length
    },
  }
}

/** What it means here that rows were there before these. */
function named<Name>(
  made: Result<readonly DkimKeyStatus[], 'there' | DkimKeyProblem>,
  there: Name,
): Result<readonly DkimKeyStatus[], Name | DkimKeyProblem> {
  if (made.ok) return made
  return fail(made.error === 'there' ? there : made.error)
}

function stateOf({ activeFrom, retiredAt }: DkimKey, now: number, keepMs: number): DkimKeyState {
  if (now < activeFrom) return 'waiting'
  if (retiredAt === null || now < retiredAt) return 'active'
  return now < retiredAt + keepMs ? 'retired' : 'expired'
}

async function readKey(privateKeys: Keys, name: string, publicKey: string): Promise<SigningKey> {
  const key = await privateKeys.get(name)
  if (key === undefined) throw new Error(`the private DKIM key ${name} is missing`)
  if (publicKeyOf(key.publicKey) !== publicKey)
    throw new Error(`the private DKIM key ${name} is not the one that is published`)
  return key
}

/** A URI on its token, or the name of the server's file. */
function privateNameOf({
  domain,
  selector,
  keyName,
}: Pick<DkimKey, 'domain' | 'selector' | 'keyName'>): string {
  return keyName ?? `dkim_${domain}_${selector}`
}

const suffixes: Readonly<Record<DkimAlgorithm, string>> = { 'rsa-sha256': 'rsa', 'ed25519-sha256': 'ed25519' }

/** `20261126-rsa`: a selector tells its age, and is never used twice. */
function newSelector(algorithm: DkimAlgorithm, at: number, taken: ReadonlySet<string>): string {
  const day = localTime(at).slice(0, 'yyyy-mm-dd'.length).replaceAll('-', '')
  for (let turn = 1; ; turn++) {
    const selector = [day, ...(turn === 1 ? [] : [turn]), suffixes[algorithm]].join('-')
    if (!taken.has(selector)) return selector
  }
}

/** RFC 8301 §3.2 wants 1024 bits or more and advises 2048, the most that every resolver and verifier carries. */
const keyKinds: Readonly<Record<DkimAlgorithm, SigningKeyKind>> = {
  'rsa-sha256': 'rsa-2048',
  'ed25519-sha256': 'ed25519',
}

/** What the server knows of certificates by itself: its own authorities, and all that was revoked here. */
import type { Logger } from '../../base/log.ts'
import { oneAtATime } from '../../base/one-at-a-time.ts'
import type { Store } from '../../ports/store.ts'
import type { OwnAuthorities } from '../verify/trust.ts'

/** Authorities of one kind that are looked at: a province has a handful in twenty years. */
const most = 100

async function ownAuthorities({ read: { certificates } }: Pick<Store, 'read'>): Promise<OwnAuthorities> {
  const [roots, issuing, revoked] = await Promise.all([
    certificates.list({ kind: 'ca-root', limit: most }),
    certificates.list({ kind: 'ca-issuing', limit: most }),
    certificates.revocations(),
  ])
  const ders = (list: typeof roots) => list.map(({ der }) => Uint8Array.from(der))
  return {
    roots: ders(roots),
    issuing: ders(issuing),
    revoked: new Map(revoked.map(({ fingerprint, revokedAt }) => [fingerprint, revokedAt])),
  }
}

/** Resolves once `use` has heard of them; from then on it hears of every change, before the next letter is read. */
export async function followOwnAuthorities(
  store: Pick<Store, 'read' | 'onCommit'>,
  use: (own: OwnAuthorities) => void,
  log: Logger,
): Promise<void> {
  const tell = oneAtATime(async () => use(await ownAuthorities(store)))
  await tell()
  store.onCommit(({ kind }) => {
    if (kind !== 'certificates') return
    tell().catch(error => log.error({ err: error }, 'verification did not hear of a certificate'))
  })
}

/**
 * Gives out the lists of revoked certificates, and the authorities' own certificates, over plain HTTP: they are signed
 * themselves, and whoever checks a certificate cannot be asked to check another one first (RFC 5280 §8).
 *
 * A server of its own, beside the page of one's own: it has no secrets, takes no request with a body, and answers two
 * kinds of path, so that it may stand where the whole Internet reaches it.
 */
import type { Limits } from '../../base/limits.ts'
import type { Logger } from '../../base/log.ts'
import { createPlainServer, give, type PlainServer, refusesToTake } from '../../base/plain-http.ts'
import type { Store } from '../../ports/store.ts'

export interface RevocationServerParts {
  readonly store: Store
  readonly limits: Pick<Limits, 'httpConnections' | 'httpRequestMs' | 'httpIdleMs' | 'httpHeaderBytes'>
  readonly log: Logger
}

export function listPath(issuer: number): string {
  return `/crl/${issuer}.crl`
}

const pathPattern = /^\/(crl|ca)\/(\d{1,9})\.(crl|crt)$/

interface Found {
  readonly type: string
  readonly body: Uint8Array
  readonly changed: number
  /** Until when it may be kept; null for as long as one likes. */
  readonly until: number | null
}

async function find({ store }: RevocationServerParts, path: string): Promise<Found | undefined> {
  const [, folder, id, suffix] = pathPattern.exec(path) ?? []
  const { certificates } = store.read
  if (folder === 'crl' && suffix === 'crl') {
    const list = await certificates.revocationList(Number(id))
    return (
      list && {
        type: 'application/pkix-crl',
        body: list.der,
        changed: list.thisUpdate,
        until: list.nextUpdate,
      }
    )
  }
  if (folder !== 'ca' || suffix !== 'crt') return undefined
  const authority = await certificates.certificate(Number(id))
  if (!authority?.kind.startsWith('ca-')) return undefined
  return { type: 'application/pkix-cert', body: authority.der, changed: authority.notBefore, until: null }
}

export function createRevocationServer(parts: RevocationServerParts): PlainServer {
  return createPlainServer({
    name: 'crl',
    ...parts,
    async answer(request, response) {
      if (refusesToTake(request, response)) return
      const found = await find(parts, request.url ?? '')
      if (found === undefined) {
        response.writeHead(404).end()
        return
      }
      give(request, response, found.body, {
        'Content-Type': found.type,
        'Last-Modified': new Date(found.changed).toUTCString(),
        // A revocation must be seen soon, whatever the list says of its own end.
        'Cache-Control': 'max-age=3600',
        ...(found.until === null ? {} : { Expires: new Date(found.until).toUTCString() }),
      })
    },
  })
}

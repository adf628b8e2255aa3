/** A time-stamping authority over HTTP (RFC 3161 §3.4): one POST a request. Redirections are not followed. */
import type { Limits } from '../base/limits.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { AskTimestampAuthority, TimestampFailure } from '../ports/timestamp.ts'

export interface TimestampAuthorityOptions {
  readonly url: string
  readonly limits: Pick<Limits, 'timestampMs' | 'timestampReplyBytes'>
}

const replyType = 'application/timestamp-reply'

export function createTimestampAuthority({ url, limits }: TimestampAuthorityOptions): AskTimestampAuthority {
  const { timestampMs, timestampReplyBytes } = limits
  return async request => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query', accept: replyType },
        body: new Uint8Array(request),
        redirect: 'manual',
        signal: AbortSignal.timeout(timestampMs),
      })
      return (await refusedHead(response)) ?? (await readBounded(response, timestampReplyBytes))
    } catch (error) {
      return fail(lost(error, timestampMs))
    }
  }
}

/** What the head alone says against a reply. */
async function refusedHead(response: Response): Promise<Result<never, TimestampFailure> | undefined> {
  const { status } = response
  const type = response.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? 'none'
  if (status === 200 && type === replyType) return undefined
  await response.body?.cancel()
  return status === 200
    ? fail({ reason: 'malformed', permanent: true, detail: `a reply of the type ${type.slice(0, 100)}` })
    : fail({ reason: 'http-status', permanent: !isTemporary(status), detail: `HTTP status ${status}` })
}

/** RFC 9110 §15: what the server itself takes for a passing state. */
function isTemporary(status: number): boolean {
  return status >= 500 || status === 408 || status === 429
}

async function readBounded(response: Response, most: number): Promise<Result<Buffer, TimestampFailure>> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    // Leaving the loop cancels the rest.
    if (length > most)
      return fail({ reason: 'too-large', permanent: true, detail: `a reply of more than ${most} bytes` })
    pieces.push(piece)
  }
  return ok(Buffer.concat(pieces))
}

function lost(error: unknown, timeMs: number): TimestampFailure {
  if (error instanceof Error && error.name === 'TimeoutError')
    return { reason: 'timeout', permanent: false, detail: `no whole reply in ${timeMs} ms` }
  // fetch says nothing but that it failed; why is in its cause.
  const { cause = error } = error instanceof Error ? error : {}
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return { reason: 'unreachable', permanent: false, detail: code.slice(0, 200) }
}

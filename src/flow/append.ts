/**
 * What a client stores by APPEND is no traffic and stays out of the archive, but the stamp of a secret must not stay
 * on this server either, nor malware. Such a message is refused before it is stored; the refusal is evidence like
 * that of a letter: an entry with hash, verdict and reason, and no bytes.
 */
import { ExpiringCache } from '../base/expiring-cache.ts'
import { withoutMarks } from '../base/fold.ts'
import { isTemporary, type Reply } from '../base/reply.ts'
import { refusal } from '../policy/explain.ts'
import type { Box } from '../ports/directory.ts'
import type { FlowContext } from './context.ts'
import { sha256Of } from './hash.ts'
import { commit, refused } from './stages/commit.ts'
import { deferred, examine } from './stages/examine.ts'
import { judge } from './stages/judge.ts'
import { parse } from './stages/parse.ts'
import type { Examined, Parsed, Received } from './stages.ts'

export interface AppendGate {
  /** Undefined when the message may be stored. */
  admit(box: Box, bytes: Uint8Array): Promise<StorageRefusal | undefined>
}

export interface StorageRefusal {
  readonly reason: 'refused'
  /** ASCII, one line. */
  readonly text: string
  readonly temporary: boolean
}

/** A client saves a draft again and again: the same thing seen in one box again is one attempt. */
const sameAttemptMs = 3_600_000
const rememberedAttempts = 10_000

export function createAppendGate(context: FlowContext): AppendGate {
  const attempts = new ExpiringCache<StorageRefusal>(rememberedAttempts, context.clock)

  async function refuse(box: Box, parsed: Parsed, examined: Seen): Promise<StorageRefusal> {
    const agency = (await context.store.read.directory.agencyById(box.agencyId)) ?? null
    const addressees = parsed.addressees.map(addressee => ({ ...addressee, agency }))
    const message = { ...parsed, ...examined, addressees, senderAgency: agency, authentication: null }
    const judged = await judge(context, message)
    const [ref = ''] = judged.ledger.refs.values()
    const answer = refusal(judged.strictest, ref, context.policy.domain)
    return saidTo(await commit(context, judged, refused(judged, 'internal', answer)))
  }

  return {
    async admit(box, bytes) {
      const parsed = parse(storedBy(context, box, bytes), context.limits, context.hostname)
      const examined = await examine(context, parsed)
      if (examined.findings.stamps.length === 0 && examined.scan.kind !== 'infected') {
        const waits = deferred(examined)
        return waits === undefined ? undefined : saidTo(waits)
      }
      const stamps = examined.findings.stamps.map(({ place, level }) => [place, level])
      const seen = JSON.stringify([box.id, examined.scan, stamps])
      const before = attempts.get(seen)
      if (before !== undefined) return before
      const said = await refuse(box, parsed, examined)
      if (!said.temporary) attempts.set(seen, said, sameAttemptMs)
      return said
    },
  }
}

type Seen = Pick<Examined, 'findings' | 'scan'>

function saidTo(answer: Reply): StorageRefusal {
  const text = withoutMarks(answer.text).replace(/[^\x20-\x7e]+/g, ' ')
  return { reason: 'refused', text, temporary: isTemporary(answer) }
}

/** The message as if the owner had sent it to the own box. */
function storedBy({ clock, random }: FlowContext, box: Box, bytes: Uint8Array): Received {
  return {
    peer: { channel: 'append', address: '', port: 0, helo: '', tls: '', box, id: '' },
    envelope: {
      mailFrom: box.address,
      parameters: { sizeBytes: bytes.length, body: '8bitmime', smtpUtf8: false, ret: '', envid: '' },
      recipients: [],
    },
    addressees: [
      {
        address: box.address,
        parameters: { notify: '', orcpt: '' },
        local: { boxes: [box], alias: null },
        agency: null,
      },
    ],
    senderAgency: null,
    id: Buffer.from(random(12)).toString('base64url'),
    bytes,
    sha256: sha256Of(bytes),
    receivedAt: clock.now(),
  }
}

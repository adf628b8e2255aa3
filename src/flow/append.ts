/**
 * What a client stores by APPEND is no traffic and stays out of the archive, but the stamp of a secret must not stay
 * on this server either, nor malware. Such a message is refused before it is stored; the refusal is evidence like that of a
 * letter: an entry with hash, verdict and reason, and no bytes.
 */
import { withoutMarks } from '../base/fold.ts'
import { refusal } from '../policy/explain.ts'
import type { Box } from '../ports/directory.ts'
import type { FlowContext } from './context.ts'
import { sha256Of } from './hash.ts'
import { commit, refused } from './stages/commit.ts'
import { examine } from './stages/examine.ts'
import { judge } from './stages/judge.ts'
import { parse } from './stages/parse.ts'
import type { Received } from './stages.ts'

/** The words of a refusal in ASCII on one line, or undefined when the message may be stored. */
export async function admitMessage(
  context: FlowContext,
  box: Box,
  bytes: Uint8Array,
): Promise<string | undefined> {
  const parsed = parse(storedBy(context, box, bytes), context.limits, context.hostname)
  const examined = await examine(context, parsed)
  if (examined.findings.stamps.length === 0 && examined.scan.kind !== 'infected') return undefined
  const agency = (await context.store.read.directory.agencyById(box.agencyId)) ?? null
  const addressees = parsed.addressees.map(addressee => ({ ...addressee, agency }))
  const judged = await judge(context, {
    ...parsed,
    addressees,
    senderAgency: agency,
    authentication: null,
    ...examined,
  })
  const [ref = ''] = judged.ledger.refs.values()
  const answer = refusal(judged.strictest, ref, context.policy.domain)
  await commit(context, judged, refused(judged, 'internal', answer))
  return withoutMarks(answer.text).replace(/[^\x20-\x7e]+/g, ' ')
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

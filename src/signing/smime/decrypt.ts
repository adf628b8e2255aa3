/**
 * Opens encrypted letters. What comes out is one letter, made of the outer header without what it says of the content,
 * and of the decrypted entity: its Content-* fields and its body.
 *
 * Nothing decrypted ever stands beside something that was not (the lesson of EFAIL): a letter is opened only when it is
 * encrypted as a whole, its root and nothing above it, and when all programs agree on what that root is. Header
 * fields inside, such as a second Subject or From, are dropped: outside they would come to stand beside the others.
 *
 * A cipher without authentication lets whoever carries the letter change it unnoticed; what comes out of one is taken
 * only when it is a MIME entity from its first octet, and is told apart (`authenticated`).
 *
 * Deliberately absent: encrypted parts inside a letter, a second envelope inside the first, OpenPGP.
 */
import { breathe } from '../../base/breath.ts'
import { joined } from '../../base/large-bytes.ts'
import type { Limits } from '../../base/limits.ts'
import { asBuffer, LF } from '../../mail/bytes.ts'
import { scanHeader } from '../../mail/header.ts'
import type { Part } from '../../mail/structure.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import { type Opened, openEnveloped, type RecipientIdentity } from '../cms/open-enveloped.ts'
import type { CmsLimits } from '../cms/read-enveloped.ts'
import { sevenBitField } from './content-field.ts'
import { isContentField } from './entity.ts'
import { outerHeader } from './outer-header.ts'
import { isEnvelope } from './sealed.ts'

export interface DecryptedMessage<Identity> extends Omit<Opened<Identity>, 'content'> {
  readonly form: Buffer
}

/** Undefined for a letter that is not encrypted as a whole, or that none of the keys opens. */
export async function decryptMessage<Identity extends RecipientIdentity>(
  form: Uint8Array,
  root: Part,
  identities: readonly Identity[],
  limits: CmsLimits & Pick<Limits, 'headerFieldBytes'>,
): Promise<DecryptedMessage<Identity> | undefined> {
  if (identities.length === 0 || !isEnvelope(form, root)) return undefined
  const encrypted = await decodedBody(asBuffer(form).subarray(root.bodyStart, root.bodyEnd), root.encoding)
  const opened = encrypted && (await openEnveloped(encrypted, identities, limits))
  if (opened === undefined) return undefined
  const { content, ...how } = opened
  const entity = readEntity(content, how.authenticated, limits.headerFieldBytes)
  if (entity === undefined) return undefined
  return { form: await joined([...outerHeader(form, root, entity.fields), entity.body]), ...how }
}

interface Entity {
  /** Content-* fields, complete. */
  readonly fields: Buffer
  readonly body: Buffer
}

/** Undefined when the header does not end within reach, or nothing says that it is an entity. */
function readEntity(content: Buffer, authenticated: boolean, reach: number): Entity | undefined {
  const { fields, end } = scanHeader(content, 0, Math.min(content.length, reach), Number.POSITIVE_INFINITY)
  const first = fields[0]
  // No header at all: a text, if it is certain that this is what was written.
  if (first?.name === '') return authenticated ? { fields: Buffer.alloc(0), body: content } : undefined
  if (end === reach && content.length > reach) return undefined
  if (!authenticated && !fields.some(({ name }) => name === 'content-type')) return undefined
  const written = fields.filter(isContentField).map(field => lineEnded(sevenBitField(content, field)))
  return { fields: Buffer.from(written.join(''), 'latin1'), body: content.subarray(end) }
}

/** As lines of a letter, whatever ended them inside. */
function lineEnded(field: Buffer): string {
  return `${field
    .toString('latin1')
    .replace(/\r?\n$/, '')
    .replace(/\r?\n/g, '\r\n')}\r\n`
}

/** Octets of a body decoded in one step: a millisecond. */
const stepBytes = 256 * 1024

/** Undefined for an encoding that cannot be undone in steps. */
async function decodedBody(body: Buffer, encoding: string): Promise<Buffer | undefined> {
  if (encoding === 'base64') return decodedBase64(body)
  if (encoding === 'quoted-printable') return decodedLines(body, encoding)
  return body
}

/** Up to the padding: what somebody put behind it is not the message's. */
async function decodedBase64(body: Buffer): Promise<Buffer> {
  const pieces: Buffer[] = []
  let rest = ''
  for (let at = 0; at < body.length; at += stepBytes) {
    if (at > 0) await breathe()
    const text = rest + body.toString('latin1', at, at + stepBytes).replace(/[^A-Za-z0-9+/=]+/g, '')
    const padding = text.indexOf('=')
    const whole = padding < 0 ? text.length - (text.length % 4) : padding
    pieces.push(Buffer.from(text.slice(0, whole), 'base64'))
    rest = text.slice(whole)
    if (padding >= 0) return joined(pieces)
  }
  return joined([...pieces, Buffer.from(rest, 'base64')])
}

async function decodedLines(body: Buffer, encoding: string): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < body.length; ) {
    if (at > 0) await breathe()
    const step = body.subarray(at, at + stepBytes)
    const end = at + step.length === body.length ? step.length : step.lastIndexOf(LF) + 1
    if (end === 0) return undefined
    pieces.push(decodeTransfer(step.subarray(0, end), encoding, end))
    at += end
  }
  return joined(pieces)
}

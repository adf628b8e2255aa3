/**
 * Opens a letter that came encrypted, with the keys of the boxes it is for, so that the rules and the scanner see what
 * is in it. Who has no key of it is shown what came.
 *
 * A submission is not opened: its sender, who may have got hold of somebody else's letter, would be told what the rules
 * saw in it.
 */
import { sha256 as hashOf } from '../../base/large-bytes.ts'
import { scanMessage } from '../../mail/structure.ts'
import { encryptedHeaderName } from '../../policy/header.ts'
import type { BoxId } from '../../ports/directory.ts'
import type { FlowContext } from '../context.ts'
import type { Examined, Parsed } from '../stages.ts'
import { headerFacts } from './parse.ts'

export async function unseal(
  { encryption, limits, hostname }: FlowContext,
  { bytes, root, addressees }: Parsed,
): Promise<Examined['opening']> {
  const boxes = new Map(addressees.flatMap(({ local }) => (local?.boxes ?? []).map(box => [box.id, box])))
  const opening = await encryption.open(bytes, root, [...boxes.values()])
  if (opening === undefined) return undefined
  const { letter } = opening
  if (letter === null) return { ...opening, unsealed: null }
  const inside = scanMessage(letter.form, limits)
  const header = headerFacts(letter.form, inside, limits, hostname)
  const sha256 = await hashOf([letter.form])
  return { ...opening, unsealed: { letter, bytes: letter.form, sha256, root: inside, header } }
}

/** What a box is told of it; empty for one that has no key, or a letter that was not encrypted. */
export function encryptedHeader(opening: Examined['opening'], box: BoxId): string {
  if (opening === undefined || !opening.tried.has(box)) return ''
  const serial = opening.letter?.by.get(box)
  if (opening.letter === null || serial === undefined) return `${encryptedHeaderName}: not-opened\r\n`
  const { cipher, authenticated } = opening.letter
  return `${encryptedHeaderName}: ${cipher}; ${authenticated ? '' : 'integrity=none; '}key=${serial}\r\n`
}

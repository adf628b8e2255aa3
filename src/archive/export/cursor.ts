/**
 * How far an export was fetched. Nobody but the server makes one: it carries the chain over all rows so far, which the
 * act that ends the export attests, so a key of the server's vouches for it.
 *
 *     stage.entry.form.offset.broken.chain.mac
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ExportId } from '../../ports/exports.ts'

export interface Cursor {
  /** `letters` with their rows; once the export has ended, `proofs`. */
  readonly stage: 'letters' | 'proofs'
  /** Place in the export's list of the entry that is next. */
  readonly entry: number
  /** Which of its forms, and from which octet on; 0 and 0 before its row was given. */
  readonly form: number
  readonly offset: number
  /** Of an entry whose row was given: bit n tells that its form n is not whole and is left out. */
  readonly broken: number
  /** Of the rows given so far; hex. */
  readonly chain: string
}

/** SHA-256 of nothing: the chain before the first row. */
export const emptyChain = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const pattern = /^(letters|proofs)\.(\d{1,15})\.(\d)\.(\d{1,15})\.(\d{1,2})\.([0-9a-f]{64})\.([0-9a-f]{64})$/

function macOf(key: Uint8Array, id: ExportId, text: string): Buffer {
  return createHmac('sha256', key).update(`${id} ${text}`).digest()
}

export function startOf(stage: Cursor['stage'], chain = emptyChain): Cursor {
  return { stage, entry: 0, form: 0, offset: 0, broken: 0, chain }
}

export function formatCursor(key: Uint8Array, id: ExportId, cursor: Cursor): string {
  const { stage, entry, form, offset, broken, chain } = cursor
  const text = `${stage}.${entry}.${form}.${offset}.${broken}.${chain}`
  return `${text}.${macOf(key, id, text).toString('hex')}`
}

/** Undefined when it is none of this export's. */
export function parseCursor(key: Uint8Array, id: ExportId, text: string): Cursor | undefined {
  const [, stage, entry, form, offset, broken, chain = '', mac = ''] = pattern.exec(text) ?? []
  const signed = text.slice(0, text.length - mac.length - 1)
  if (stage === undefined || !timingSafeEqual(Buffer.from(mac, 'hex'), macOf(key, id, signed)))
    return undefined
  return {
    stage: stage as Cursor['stage'],
    entry: Number(entry),
    form: Number(form),
    offset: Number(offset),
    broken: Number(broken),
    chain,
  }
}

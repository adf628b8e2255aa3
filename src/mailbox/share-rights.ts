/** Rights in an office's mailboxes, as administrators name them. */
import { formatRights, parseRights } from '../imap/wire/rights.ts'

/**
 * `read`: to see the letters, each with a \Seen of one's own; `write`: to flag, file, add and expunge letters as well;
 * `manage`: to make, rename and remove mailboxes and to let others in, too.
 */
export const sharePresets = { read: 'lrs', write: 'lrswite', manage: 'lrswipkxtea' } as const

const presets: ReadonlyMap<string, string> = new Map(Object.entries(sharePresets))

/** Of a preset's name, or of letters of RFC 4314 §2.1; undefined when they are neither, or none. */
export function shareRights(text: string): number | undefined {
  const rights = parseRights(presets.get(text) ?? text)
  return rights === 0 ? undefined : rights
}

/** A preset's name, or the letters. */
export function shareRightsName(rights: number): string {
  const preset = [...presets].find(([, letters]) => parseRights(letters) === rights)
  return preset?.[0] ?? formatRights(rights)
}

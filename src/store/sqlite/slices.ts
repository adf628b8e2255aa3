/** Slices of a view as text: `p0-120 f0-4096`, p for the prefix and f for the form, ends exclusive. */
import type { Slice } from '../../ports/mailboxes.ts'

export function encodeSlices(slices: readonly Slice[]): string {
  return slices.map(({ from, start, end }) => `${from === 'prefix' ? 'p' : 'f'}${start}-${end}`).join(' ')
}

export function decodeSlices(text: string): readonly Slice[] {
  if (text === '') return []
  return text.split(' ').map(piece => {
    const dash = piece.indexOf('-')
    return {
      from: piece.startsWith('p') ? 'prefix' : 'form',
      start: Number(piece.slice(1, dash)),
      end: Number(piece.slice(dash + 1)),
    }
  })
}

import type { Pause } from '../search/scan.ts'
import { type Forest, forestOf } from './forest.ts'
import type { Letters } from './letters.ts'

/**
 * RFC 5256 §3, ORDEREDSUBJECT: letters of one base subject are a thread, the first by date above all others; threads by
 * the dates of their first letters.
 */
export async function orderedSubject(letters: Letters, pause: Pause): Promise<Forest> {
  const first = new Map<number, number>()
  const parents: number[] = Array(letters.count).fill(-1)
  const roots: number[] = []
  for (const letter of letters.byDate) {
    const subject = letters.subjects[letter]!
    const root = first.get(subject)
    if (root === undefined) {
      first.set(subject, letter)
      roots.push(letter)
    } else parents[letter] = root
  }
  return await forestOf(parents, roots, letters.byDate, pause)
}

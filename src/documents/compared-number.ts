/** Numbers of official documents as they are compared: `05/QĐ-UBND` is `5/qd-ubnd`, however it was typed. */
import { fold } from '../base/fold.ts'

/** Without leading zeros. */
export function comparedNumber(number: string): string {
  return number.trim().replace(/^0+(?=\d)/, '')
}

/** Without case, marks and spaces. */
export function comparedNotation(notation: string): string {
  return fold(notation).replace(/\s+/gu, '').replace(/[–—]/g, '-')
}

/** References of ledger rows: short enough to read out to a help desk, too many to guess or to collide. */

// Crockford base32: no I, L, O, U.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 50 bits: a thousand rows a day for a century collide with a probability under one in a million. */
const referenceLength = 10

/** Unguessable bytes, as many as asked for. */
export type RandomBytes = (size: number) => Uint8Array

/** `CB-2026-7F3K9QX2MB` */
export function violationRef(random: RandomBytes, year: number, prefix: string): string {
  let code = ''
  for (const byte of random(referenceLength)) code += alphabet.charAt(byte & 31)
  return `${prefix}-${year}-${code}`
}

/** A reference as a person types it: lower case, other separators, O for 0, I or L for 1. */
export function normalizeRef(typed: string): string {
  const [prefix = '', year = '', ...code] = typed
    .trim()
    .toUpperCase()
    .split(/[-\s]+/)
  return [prefix, year, code.join('').replaceAll('O', '0').replace(/[IL]/g, '1')].join('-')
}

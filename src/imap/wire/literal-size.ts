import type { Limits } from '../../base/limits.ts'

/** RFC 7888 §5: octets of the largest literal that a client may send unasked under LITERAL-. */
const literalMinusBytes = 4096

/** Whether literals that are sent unasked are kept small: LITERAL- is announced then, in place of LITERAL+. */
export function isLiteralMinus({
  imapUnaskedLiteralBytes,
}: Pick<Limits, 'imapUnaskedLiteralBytes'>): boolean {
  return imapUnaskedLiteralBytes <= literalMinusBytes
}

/**
 * Folding of Vietnamese text for comparison: "Công văn số 15/CT-UBND, đôn đốc" becomes
 * "cong van so 15/ct-ubnd, don doc". Marks are stripped after decomposition; đ, which does not decompose,
 * becomes d. Folded hits are candidates only where the exact word matters: "họp" and "hợp" fold alike.
 */
export function fold(text: string): string {
  return withoutMarks(text).toLowerCase()
}

/** Vietnamese as it is written where only ASCII is safe: marks off, đ as d, case kept. */
export function withoutMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}+/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
}

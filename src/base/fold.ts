/**
 * Folding of Vietnamese text for comparison: "Công văn số 15/CT-UBND, đôn đốc" becomes
 * "cong van so 15/ct-ubnd, don doc". Marks are stripped after decomposition; đ, which does not decompose,
 * becomes d. Folded hits are candidates only where the exact word matters: "họp" and "hợp" fold alike.
 */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
}

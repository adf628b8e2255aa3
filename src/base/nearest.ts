/** Levenshtein distance: insertions, deletions and replacements between two short words. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** The known word that a mistyped one most likely meant: one it begins, else the closest, the first of equals. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const typed = word.slice(0, 64).toLowerCase()
  const begun = typed.length < 3 ? undefined : known.find(candidate => candidate.startsWith(typed))
  if (begun !== undefined) return begun
  let best: { word: string; distance: number } | undefined
  for (const candidate of known) {
    const d = distance(typed, candidate.toLowerCase())
    if (best === undefined || d < best.distance) best = { word: candidate, distance: d }
  }
  return best?.word
}

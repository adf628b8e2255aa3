/** Why the tests look at letters: what an auditor's command line says beside its query. */
export const reason = 'Kiểm tra theo kế hoạch số 15/KH-TTr'

const verbs = [
  ...['archive search', 'archive show', 'archive raw', 'archive prove', 'archive trail'],
  ...['audit log', 'document list', 'log proof', 'trace'],
]

/** A command line with a reason where it shows letters and gives none. */
export function reasoned(argv: readonly string[]): readonly string[] {
  const words = argv.filter(word => !word.startsWith('--')).join(' ')
  const asks = verbs.some(verb => words === verb || words.startsWith(`${verb} `))
  return asks && !argv.includes('--reason') ? [...argv, '--reason', reason] : argv
}

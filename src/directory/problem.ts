/** What is wrong with one field of a directory record, in words for whoever typed it. */
export interface Problem {
  readonly field: string
  readonly message: string
}

export function describeProblems(problems: readonly Problem[]): string {
  return problems.map(problem => `${problem.field}: ${problem.message}`).join('; ')
}

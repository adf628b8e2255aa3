/** What a verification of the log found. */
export interface LogFinding {
  readonly what: 'leaf' | 'stored-hash' | 'checkpoint' | 'tile' | 'row'
  /** `leaf 17`, `checkpoint 300`, `tile/0/001`. */
  readonly place: string
  readonly detail: string
}

export type AddFinding = (what: LogFinding['what'], place: string, detail: string) => void

const findingsKept = 20

export class Findings {
  count = 0
  readonly first: LogFinding[] = []

  add(what: LogFinding['what'], place: string, detail: string): void {
    this.count++
    if (this.first.length < findingsKept) this.first.push({ what, place, detail })
  }
}

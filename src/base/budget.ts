/**
 * An amount that many share and none may exceed: the bytes of messages held in memory across every session, for one.
 * Whoever takes gives back exactly what was taken.
 */
export class Budget {
  readonly total: number
  #taken = 0

  constructor(total: number) {
    this.total = total
  }

  get available(): number {
    return this.total - this.#taken
  }

  /** Takes all of `amount` or nothing. */
  take(amount: number): boolean {
    if (this.#taken + amount > this.total) return false
    this.#taken += amount
    return true
  }

  give(amount: number): void {
    if (amount > this.#taken) throw new RangeError('more is given back than was taken')
    this.#taken -= amount
  }
}

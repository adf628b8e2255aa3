/** Text as it is gathered, up to a bound. */
export class TextSink {
  readonly #maxChars: number
  readonly #pieces: string[] = []
  #chars = 0

  constructor(maxChars: number) {
    this.#maxChars = maxChars
  }

  /** More came than there was room for. */
  get full(): boolean {
    return this.#chars > this.#maxChars
  }

  add(piece: string): void {
    if (this.full || piece === '') return
    this.#pieces.push(piece.slice(0, this.#maxChars - this.#chars))
    this.#chars += piece.length
  }

  text(): string {
    return this.#pieces.join('').normalize('NFC')
  }
}

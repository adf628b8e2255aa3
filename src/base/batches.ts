/** Gathers what is said in one turn of the event loop, and says it together. */
export function batches<T>(say: (all: readonly T[]) => void): (one: T) => void {
  let waiting: T[] = []
  return one => {
    if (waiting.push(one) > 1) return
    setImmediate(() => {
      const all = waiting
      waiting = []
      say(all)
    })
  }
}

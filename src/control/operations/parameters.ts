/** Pieces of parameter schemas that several nouns share. */
/** Without the keys whose value is undefined, so that a partial change cannot blank a field. */
export function present<T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

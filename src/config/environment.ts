/** The process's environment as a value; the only place that reads it. */
export function processEnvironment(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

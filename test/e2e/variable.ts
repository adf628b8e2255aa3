/** What run.sh tells of the server. */
export function variable(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: run test/e2e/run.sh`)
  return value
}

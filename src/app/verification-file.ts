import { join } from 'node:path'

/** Where the state of verifications is. */
export function verificationFile(dataDir: string): string {
  return join(dataDir, 'verification.json')
}

import type { KeyUseTotals } from '../../ports/keys.ts'
import type { Services } from '../services.ts'

export interface ShownUses {
  readonly signatures: number
  readonly decryptions: number
  readonly failures: number
  /** Day of the last one, `yyyy-mm-dd`; null for a key that was never used. */
  readonly lastUsed: string | null
}

/** What each private key did since it is counted, by its name. */
export async function usesOf({
  keyUses,
}: Pick<Services, 'keyUses'>): Promise<(keyName: string | null) => ShownUses> {
  const totals = new Map<string | null, KeyUseTotals>((await keyUses()).map(total => [total.key, total]))
  return keyName => {
    const { signatures = 0, decryptions = 0, failures = 0, lastDay = null } = totals.get(keyName) ?? {}
    return { signatures, decryptions, failures, lastUsed: lastDay }
  }
}

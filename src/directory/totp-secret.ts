/** Secrets of second factors at rest, an operator's by the name, a person's by the address. */
import { seal, unseal } from '../base/sealed.ts'
import { subkey } from '../base/subkey.ts'

const purpose = 'totp'

export function sealTotpSecret(serverKey: Uint8Array, secret: string, owner: string): string {
  return seal(subkey(serverKey, purpose), Buffer.from(secret), owner).toString('base64')
}

export function unsealTotpSecret(serverKey: Uint8Array, sealed: string, owner: string): string | undefined {
  return unseal(subkey(serverKey, purpose), Buffer.from(sealed, 'base64'), owner)?.toString()
}

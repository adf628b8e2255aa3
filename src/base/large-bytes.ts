/** Work on octets that may be many megabytes: in steps of a few milliseconds, with a breath between them. */
import { createHash, hash } from 'node:crypto'
import { breathe } from './breath.ts'

const stepBytes = 1024 * 1024

/** SHA-256 of pieces, one after another. */
export async function sha256(pieces: readonly Uint8Array[]): Promise<Buffer> {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1 && only.length <= stepBytes)
    return hash('sha256', only, 'buffer')
  const digest = createHash('sha256')
  await inSteps(pieces, step => {
    digest.update(step)
  })
  return digest.digest()
}

/** The pieces as one. */
export async function joined(pieces: readonly Uint8Array[]): Promise<Buffer> {
  const size = pieces.reduce((sum, { length }) => sum + length, 0)
  if (size <= stepBytes) return Buffer.concat(pieces, size)
  const whole = Buffer.allocUnsafeSlow(size)
  let at = 0
  await inSteps(pieces, step => {
    whole.set(step, at)
    at += step.length
  })
  return whole
}

async function inSteps(pieces: readonly Uint8Array[], work: (step: Uint8Array) => void): Promise<void> {
  let done = 0
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += stepBytes) {
      const step = piece.subarray(at, at + stepBytes)
      work(step)
      done += step.length
      if (done < stepBytes) continue
      await breathe()
      done = 0
    }
}

/** The log's tree, its checkpoints, tiles, cosignatures and tokens (tlog/verify.ts). */
import { LogVerifier, type SavedLogVerifier, type VerifyOptions } from '../../tlog/verify.ts'
import { definePhase, type Run } from '../run.ts'

const optionsOf = ({ parts, options }: Run): VerifyOptions => ({ ...parts, outside: options.outside })
const sinkOf =
  ({ findings }: Run): Parameters<typeof LogVerifier.begin>[1] =>
  (...finding) =>
    findings.add(...finding)

export const logPhase = definePhase<SavedLogVerifier>({
  name: 'log',
  async begin(run) {
    run.logVerifier = await LogVerifier.begin(optionsOf(run), sinkOf(run))
    return run.logVerifier.save()
  },
  async step(run, position) {
    run.logVerifier ??= LogVerifier.resume(optionsOf(run), sinkOf(run), position)
    const verifier = run.logVerifier
    const more = await verifier.step()
    if (more) return verifier.save()
    const { root, ...counts } = verifier.counts()
    Object.assign(run.tally, counts)
    run.root = Buffer.from(root).toString('hex')
    run.logVerifier = undefined
    return null
  },
  // A leaf for every entry, and some for acts.
  work: ({ bounds, tally }) => Math.max(bounds.entries, tally.leaves),
  done: (_run, { edge }) => edge.size,
})

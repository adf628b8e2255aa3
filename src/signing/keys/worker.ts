/** The signing thread: it alone opens the files of the private keys, and no answer of it holds one in clear. */
import { parentPort, workerData } from 'node:worker_threads'
import { batches } from '../../base/batches.ts'
import type { PrivateKey } from '../../ports/keys.ts'
import { openKeyFiles } from '../key-files.ts'
import { createFileKeys } from './file-keys.ts'
import type { FromSigningThread, KeyAnswer, KeyCall, SigningThreadData, ToSigningThread } from './protocol.ts'

const port = parentPort!
const keys = createFileKeys(openKeyFiles(workerData as SigningThreadData))
const answer = batches<FromSigningThread[number]>(all => port.postMessage(all))

async function keyNamed(name: string): Promise<PrivateKey> {
  const key = await keys.get(name)
  if (key === undefined) throw new Error(`the private key ${name} is missing`)
  return key
}

async function run(call: KeyCall): Promise<KeyAnswer> {
  switch (call.method) {
    case 'sign': {
      const [name, octets] = call.parameters
      return (await keyNamed(name)).sign(octets)
    }
    case 'decrypt': {
      const [name, octets, padding] = call.parameters
      return (await keyNamed(name)).decrypt(octets, padding)
    }
    case 'agree': {
      const [name, other] = call.parameters
      return (await keyNamed(name)).agree(other)
    }
    case 'generate': {
      const { name, publicKey } = await keys.generate(...call.parameters)
      return { name, publicKey }
    }
    case 'get': {
      const key = await keys.get(...call.parameters)
      return key && { name: key.name, publicKey: key.publicKey }
    }
    case 'put':
      await keys.put(...call.parameters)
      return undefined
    case 'export':
      return keys.export(...call.parameters)
    case 'remove':
      await keys.remove(...call.parameters)
      return undefined
    case 'list':
      return keys.list()
  }
}

port.on('message', (calls: ToSigningThread) => {
  for (const { id, ...call } of calls)
    run(call as KeyCall).then(
      value => answer({ id, ok: true, value }),
      (error: unknown) =>
        answer({ id, ok: false, message: error instanceof Error ? error.message : String(error) }),
    )
})

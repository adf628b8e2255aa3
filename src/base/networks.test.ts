import { describe, expect, it } from 'vitest'
import { isNetwork, networkTest, privateNetworks } from './networks.ts'

describe('networks', () => {
  const isPrivate = networkTest(privateNetworks)

  it.each([
    ['127.0.0.1', true],
    ['10.255.0.1', true],
    ['172.31.255.255', true],
    ['172.32.0.1', false],
    ['192.168.3.4', true],
    ['::ffff:192.168.3.4', true],
    ['::ffff:14.225.1.1', false],
    ['::1', true],
    ['fe80::1%eth0', true],
    ['fd12:3456::1', true],
    ['2405:4800::1', false],
    ['14.225.1.1', false],
    ['', false],
    ['mail.caobang.gov.vn', false],
  ])('%s is inside: %s', (address, inside) => {
    expect(isPrivate(address)).toBe(inside)
  })

  it.each([
    ['10.0.0.0/8', true],
    ['::/0', true],
    ['10.0.0.0', false],
    ['10.0.0.0/33', false],
    ['fd00::/129', false],
    ['mail/8', false],
    ['10.0.0/8', false],
  ])('%s is a network: %s', (text, right) => {
    expect(isNetwork(text)).toBe(right)
  })
})

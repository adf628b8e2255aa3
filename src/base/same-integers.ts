/** Whether two arrays hold the same, by one comparison of their octets. */
export function sameIntegers(one: Uint32Array, other: Uint32Array): boolean {
  return octets(one).equals(octets(other))
}

function octets({ buffer, byteOffset, byteLength }: Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

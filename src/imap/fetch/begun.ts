/**
 * A stream whose first chunk is read, so that it is known whether it can be before anything of it is announced. Rejects
 * with what the stream fails with.
 */
export async function begun(stream: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const rest = stream[Symbol.asyncIterator]()
  let result = await rest.next()
  return (async function* () {
    for (; !result.done; result = await rest.next()) yield result.value
  })()
}

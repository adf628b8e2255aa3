/**
 * Indexes a data directory until somebody kills it.
 *
 *     node test/search/indexing-process.ts DIRECTORY index|reindex
 */
import { openBoth } from './opened.ts'

const [dataDir, what] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('which directory?')
const { search } = await openBoth({ dataDir })
search.start()
if (what === 'reindex') await search.rebuild()
process.stdout.write('begun\n')
setInterval(() => {}, 1000)

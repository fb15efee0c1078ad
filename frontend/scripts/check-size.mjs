// The built page's JavaScript, packed as servers pack it, against its limit.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LIMIT = 400_000
const folder = process.argv[2] ?? fileURLToPath(new URL('../../src/evenhand/web/static', import.meta.url))
const files = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.js'))
const sizes = files.map((name) => ({ name, bytes: gzipSync(readFileSync(join(folder, name)), { level: 9 }).length }))
const total = sizes.reduce((sum, one) => sum + one.bytes, 0)
for (const one of sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 6)) console.log(`${String(one.bytes).padStart(8)}  ${one.name}`)
console.log(`${String(total).padStart(8)}  JavaScript in all, gzipped; at most ${LIMIT}`)
if (total > LIMIT) {
  console.error('The page has grown beyond its limit.')
  process.exit(1)
}

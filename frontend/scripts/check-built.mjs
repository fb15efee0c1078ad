// A fresh build against the page that is committed and ships: the same files with the same bytes.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const shipped = fileURLToPath(new URL('../../src/evenhand/web/static', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'evenhand-page-'))
const fresh = join(scratch, 'static')

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath ?? one.path, one.name).slice(folder.length + 1))
    .sort()
}

try {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  for (const config of ['vite.config.ts', 'vite.saved.config.ts']) {
    execFileSync(process.execPath, [vite, 'build', '--config', config, '--outDir', fresh, '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' })
  }
  const [ours, theirs] = [files(fresh), files(shipped)]
  const problems = [
    ...ours.filter((name) => !theirs.includes(name)).map((name) => `${name} is not in web/static`),
    ...theirs.filter((name) => !ours.includes(name)).map((name) => `${name} is in web/static and no longer built`),
    ...ours.filter((name) => theirs.includes(name) && !readFileSync(join(fresh, name)).equals(readFileSync(join(shipped, name)))).map((name) => `${name} differs`),
  ]
  if (problems.length) {
    console.error(`${problems.join('\n')}\nBuild the page again and commit it: npm run build`)
    process.exit(1)
  }
  console.log(`The page that ships is what the source builds: ${ours.length} files.`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

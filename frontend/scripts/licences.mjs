// The licences of everything that the built page contains, in one file beside it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of the package that a module belongs to, or nothing for the page's own. */
function packageOf(id) {
  const path = id.replace(/^\0/, '').split('?')[0]
  if (!path.includes('node_modules')) return undefined
  for (let folder = dirname(path); folder.includes('node_modules'); folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf-8')).name) return folder
  }
  return undefined
}

function told(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf-8'))
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))
  const text = file ? readFileSync(join(folder, file), 'utf-8').trim() : ''
  return { name, text: `${name} ${version} (${license ?? 'see below'})\n\n${text}\n` }
}

/** A plugin of Vite that writes licences.txt. */
export function licences(also = []) {
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      const folders = new Set()
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
          const folder = packageOf(id)
          if (folder) folders.add(folder)
        }
      }
      const parts = [...folders].map(told).concat(also).sort((one, other) => (one.name < other.name ? -1 : 1))
      const source = ['The page contains, under their own licences:\n', ...parts.map((one) => one.text)].join(`\n${'-'.repeat(72)}\n\n`)
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source })
    },
  }
}

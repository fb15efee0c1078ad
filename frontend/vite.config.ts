import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { licences } from './scripts/licences.mjs'
import outlines from './src/charts/area_outlines.json' with { type: 'json' }

// The server writes nothing into the page and allows nothing inline: every script and style is a
// file of its own, named after its content.
export default defineConfig({
  plugins: [svelte(), licences([{ name: 'us-atlas', text: `${outlines.source}\n\n${outlines.notice}\n` }])],
  base: './',
  build: {
    outDir: '../src/evenhand/web/static',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8765' } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
})

import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

// The saved page: the same components in one script and one style, which the page puts into a file
// together with the data, so that it opens anywhere without a server.
export default defineConfig({
  plugins: [svelte()],
  publicDir: false,
  build: {
    outDir: '../src/evenhand/web/static',
    emptyOutDir: false,
    target: 'es2022',
    reportCompressedSize: false,
    cssCodeSplit: false,
    lib: { entry: 'src/saved.ts', name: 'evenhandSaved', formats: ['iife'], fileName: () => 'saved.js', cssFileName: 'saved' },
  },
})

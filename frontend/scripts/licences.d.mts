import type { Plugin } from 'vite'

export function licences(also?: { name: string; text: string }[]): Plugin

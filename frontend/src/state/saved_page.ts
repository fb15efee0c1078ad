/** A page in one file: the answer on show, with everything that draws it. */

import type { Citation, IntervalResult, QuickAnswer, RecordLines } from '../api/types'
import type { ScenarioDocument } from './scenario_document'

export interface SavedPage {
  title: string
  why: string
  scope: string
  version: string
  through: string
  alone: boolean
  document: ScenarioDocument
  yaml: string
  explained: { what: string; lines: string[] }[]
  answer: QuickAnswer
  intervals: IntervalResult | undefined
  record: RecordLines | undefined
  citation: Citation
  statement: string
  reliability: Record<string, string>
}

/** Text of data or of a script that nothing can end before its end. */
function inside(text: string): string {
  return text.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/**
 * The file.
 *
 * Args:
 *   saved: What it shows.
 *   script: The built script of the saved page.
 *   style: Its built style.
 */
export function savedFile(saved: SavedPage, script: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Evenhand ${escaped(saved.version)}">
<title>${escaped(saved.title)} · Evenhand</title>
<style>${style.replaceAll('</', '<\\/')}</style>
</head>
<body>
<div id="page"><p>This page draws its charts with JavaScript.</p></div>
<script type="application/json" id="evenhand-data">${inside(JSON.stringify(saved))}</script>
<script>${inside(script)}</script>
</body>
</html>
`
}

/** A chart or table as a file. */

const STYLED = ['fill', 'stroke', 'color', 'stop-color']

/** Hands the reader a file. */
export function offer(name: string, content: Blob | string, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** A name for a file, of letters that every system takes. */
export function fileName(title: string, ending: string): string {
  const plain = title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60)
  return `evenhand-${plain || 'chart'}.${ending}`
}

export interface Caption {
  title: string
  unit: string
  source: string
}

const SPACE = 'http://www.w3.org/2000/svg'
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif'

/**
 * The drawing as a file of its own: title above, source below, and colours written out, so that it
 * looks the same wherever it goes.
 */
export function standalone(svg: SVGSVGElement, caption: Caption): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const [theirs, ours] = [svg.querySelectorAll('*'), copy.querySelectorAll('*')]
  ours.forEach((node, at) => {
    const style = getComputedStyle(theirs[at]!)
    for (const name of STYLED) {
      const given = node.getAttribute(name)
      if (given?.includes('var(') || given === 'currentColor') node.setAttribute(name, style.getPropertyValue(name))
    }
    if (node.hasAttribute('class')) {
      for (const name of ['fill', 'stroke']) node.setAttribute(name, style.getPropertyValue(name))
      if (node.tagName === 'text') {
        node.setAttribute('font-size', style.fontSize)
        node.setAttribute('font-weight', style.fontWeight)
      }
      node.removeAttribute('class')
    }
  })
  const box = svg.viewBox.baseVal
  const width = box && box.width ? box.width : svg.clientWidth
  const height = box && box.height ? box.height : svg.clientHeight
  const [ink, soft, paper] = ['--ink', '--ink-soft', '--card'].map((name) =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim(),
  )
  const head = wrapped(caption.title, Math.floor(width / 8.4))
  const foot = wrapped(caption.source, Math.floor(width / 5.6))
  const above = 14 + head.length * 20 + 20
  const below = 12 + foot.length * 14 + 8
  const whole = document.createElementNS(SPACE, 'svg')
  whole.setAttribute('xmlns', SPACE)
  whole.setAttribute('width', String(width + 24))
  whole.setAttribute('height', String(height + above + below))
  whole.setAttribute('viewBox', `0 0 ${width + 24} ${height + above + below}`)
  whole.setAttribute('font-family', FONT)
  whole.setAttribute('font-size', '11')
  whole.setAttribute('fill', ink!)
  const back = document.createElementNS(SPACE, 'rect')
  back.setAttribute('width', '100%')
  back.setAttribute('height', '100%')
  back.setAttribute('fill', paper!)
  whole.append(back)
  head.forEach((line, at) => whole.append(line_(line, 12, 26 + at * 20, 16, ink!, '600')))
  whole.append(line_(caption.unit, 12, 14 + head.length * 20 + 10, 12, soft!))
  copy.setAttribute('x', '12')
  copy.setAttribute('y', String(above))
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.setAttribute('overflow', 'visible')
  for (const name of ['role', 'aria-label', 'class']) copy.removeAttribute(name)
  whole.append(copy)
  foot.forEach((line, at) => whole.append(line_(line, 12, above + height + 16 + at * 14, 10.5, soft!)))
  return whole
}

function line_(text: string, x: number, y: number, size: number, fill: string, weight = '400'): SVGTextElement {
  const node = document.createElementNS(SPACE, 'text')
  node.setAttribute('x', String(x))
  node.setAttribute('y', String(y))
  node.setAttribute('font-size', String(size))
  node.setAttribute('font-weight', weight)
  node.setAttribute('fill', fill)
  node.textContent = text
  return node
}

/** A text in lines of at most so many letters. */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line && line.length + word.length + 1 > most) {
      lines.push(line)
      line = word
    } else {
      line = line ? `${line} ${word}` : word
    }
  }
  return line ? [...lines, line] : lines
}

/** The drawing as text. */
export function svgText(svg: SVGSVGElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`
}

/** The drawing as a picture, twice as dense as a screen. */
export async function pngOf(svg: SVGSVGElement, density = 2): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg))}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Number(svg.getAttribute('width')) * density
  canvas.height = Number(svg.getAttribute('height')) * density
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser cannot draw pictures; take the SVG.')
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('The picture could not be made; take the SVG.'))), 'image/png')
  })
}

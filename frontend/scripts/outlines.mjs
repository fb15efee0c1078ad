// Outlines of the 25 areas as paths of a picture, from the county shapes put together by area.
// Run once: node scripts/outlines.mjs FILE.topojson LICENCE > src/charts/area_outlines.json
//
// Source: US Census Bureau cartographic boundaries by way of us-atlas (ISC licence, Copyright
// 2013-2019 Michael Bostock), counties joined to ICE's areas of responsibility; Albers projection.
import { readFileSync } from 'node:fs'

const WIDE = 960
/** Corners nearer to the straight line than this many pixels are left out. */
const TOLERANCE = 0.9
/** Rings of less than this many square pixels are left out, unless an area has no other. */
const LEAST = 6

const topology = JSON.parse(readFileSync(process.argv[2], 'utf-8'))
const { scale, translate } = topology.transform
const [left, top, right, bottom] = topology.bbox
const factor = WIDE / (right - left)

/** Ramer, Douglas and Peucker: the line with fewer corners, its ends kept. */
function simplified(points) {
  if (points.length < 3) return points
  const [[ax, ay], [bx, by]] = [points[0], points[points.length - 1]]
  const length = Math.hypot(bx - ax, by - ay)
  let [far, at] = [0, 0]
  for (let index = 1; index < points.length - 1; index += 1) {
    const [x, y] = points[index]
    const distance = length ? Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length : Math.hypot(x - ax, y - ay)
    if (distance > far) [far, at] = [distance, index]
  }
  if (far <= TOLERANCE) return [points[0], points[points.length - 1]]
  return [...simplified(points.slice(0, at + 1)).slice(0, -1), ...simplified(points.slice(at))]
}

// Arcs are shared by neighbours; simplified once, their borders stay the same line.
const arcs = topology.arcs.map((arc) => {
  let [x, y] = [0, 0]
  const points = arc.map(([dx, dy]) => {
    ;[x, y] = [x + dx, y + dy]
    return [(x * scale[0] + translate[0] - left) * factor, (y * scale[1] + translate[1] - top) * factor]
  })
  const closed = Math.hypot(points[0][0] - points.at(-1)[0], points[0][1] - points.at(-1)[1]) < 1e-9
  if (!closed) return simplified(points)
  const half = Math.floor(points.length / 2)
  return [...simplified(points.slice(0, half + 1)).slice(0, -1), ...simplified(points.slice(half))]
})

function ringOf(indices) {
  return indices.flatMap((index) => (index < 0 ? [...arcs[~index]].reverse() : arcs[index]).slice(0, -1))
}

function size(ring) {
  return Math.abs(ring.reduce((sum, [x, y], at) => sum + x * ring[(at + 1) % ring.length][1] - ring[(at + 1) % ring.length][0] * y, 0)) / 2
}

function path(ring) {
  return `M${ring.map(([x, y]) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`).join('L')}Z`
}

const areas = topology.objects.aor.geometries
  .map((geometry) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs
    const rings = polygons.flatMap((polygon) => polygon.map(ringOf)).filter((ring) => ring.length > 2)
    const sorted = [...rings].sort((one, other) => size(other) - size(one))
    return { area: geometry.properties.aor, path: sorted.filter((ring, at) => at === 0 || size(ring) >= LEAST).map(path).join('') }
  })
  .sort((one, other) => (one.area < other.area ? -1 : 1))

console.log(JSON.stringify({
  source: 'US Census Bureau boundaries by way of us-atlas (ISC licence, Copyright 2013-2019 Michael Bostock), counties joined by area; Albers projection',
  notice: readFileSync(process.argv[3], 'utf-8').replace(/\s+/g, ' ').trim(),
  width: WIDE,
  height: Math.round((bottom - top) * factor),
  areas,
}))

/** Where a slider begins and ends, and what its places mean. */

import { amount, unitWords } from './numbers'

export interface Slider {
  scale: 'linear' | 'log'
  slider_low: number
  slider_high: number
  step: number
}

const PLACES = 200

/** The value at a place of the slider. */
export function valueAt(slider: Slider, place: number): number {
  if (slider.scale === 'linear') return tidy(place, slider.step)
  const [low, high] = logEnds(slider)
  const value = low * (high / low) ** (place / PLACES)
  if (place <= 0) return slider.slider_low
  if (place >= PLACES) return slider.slider_high
  return Number(value.toPrecision(3))
}

/** The place of a value on the slider. */
export function placeOf(slider: Slider, value: number): number {
  if (slider.scale === 'linear') return value
  const [low, high] = logEnds(slider)
  if (value <= low) return 0
  return Math.min(PLACES, Math.round((PLACES * Math.log(value / low)) / Math.log(high / low)))
}

/** Least, most and step of the slider's places. */
export function places(slider: Slider): { min: number; max: number; step: number } {
  return slider.scale === 'linear'
    ? { min: slider.slider_low, max: slider.slider_high, step: slider.step }
    : { min: 0, max: PLACES, step: 1 }
}

/** Where a value lies on the slider, from 0 to 1; outside it at an end. */
export function shareOf(slider: Slider, value: number): number {
  const { min, max } = places(slider)
  return Math.min(1, Math.max(0, (placeOf(slider, value) - min) / (max - min || 1)))
}

function logEnds(slider: Slider): [number, number] {
  // A scale in equal factors cannot begin at nothing; its first place stands for it.
  const low = slider.slider_low > 0 ? slider.slider_low : slider.slider_high / 1000
  return [low, slider.slider_high]
}

function tidy(value: number, step: number): number {
  const digits = Math.max(0, Math.min(10, -Math.floor(Math.log10(step)) + 2))
  return Number(value.toFixed(digits))
}

/** A lever's value for people: `58 %`, `41,500 people`. */
export function leverValue(value: number, unit: string): string {
  if (unit === 'share') return amount(value, unit)
  if (unit === 'share/year') return `${amount(value, 'share')} a year`
  if (unit === 'ratio' || unit === 'exponent') return `${amount(value)}${unit === 'ratio' ? ' ×' : ''}`
  return `${amount(value, unit)} ${unitWords(unit)}`
}

/** What the page knows and shows: the model's facts, the open scenario, and what came of it. */

import { ask, Refused, send } from '../api/client'
import { cancelJob, followJob, over, startJob } from '../api/jobs'
import type { About, IntervalResult, JobOut, LeverOut, Levers, MapLayout, QuickAnswer, RecordLines, ScenarioPage } from '../api/types'
import { address } from './address.svelte'
import { listed } from '../words/numbers'
import { LatestOnly } from './latest_only'
import { BASELINE, changeName, isBaseline, same, type ScenarioDocument } from './scenario_document'
import { packed, unpacked } from './share'

/** The hand must rest this long before intervals are worked out, which takes the machine a while. */
const REST = 1200
const DRAWS = 40

interface Question {
  scenario: ScenarioDocument
  areas: string[]
  classes: string[]
  map_measure: string | null
  map_per_adults: boolean
}

class Session {
  about = $state.raw<About>()
  levers = $state.raw<Levers>()
  map = $state.raw<MapLayout>()
  record = $state.raw<RecordLines>()
  ready = $state(false)
  starting = $state('Loading the model')
  trouble = $state.raw<unknown>(undefined)

  document = $state.raw<ScenarioDocument>(BASELINE)
  /** The shipped scenario that the open one began as, if any. */
  origin = $state('')
  private shipped: ScenarioDocument | undefined

  answer = $state.raw<QuickAnswer>()
  /** What is wrong with the link that the page was opened by. */
  linkTrouble = $state.raw<unknown>(undefined)
  /** What is wrong with the open scenario; the answer before stays on show. */
  refused = $state.raw<unknown>(undefined)
  working = $state(false)

  intervals = $state.raw<IntervalResult>()
  job = $state.raw<JobOut>()
  intervalTrouble = $state.raw<unknown>(undefined)
  wantsIntervals = $state(kept('evenhand-intervals') !== 'no')

  private live = new LatestOnly<Question, QuickAnswer>(
    (question) => send<QuickAnswer>('/api/run/quick', question),
    (answer) => this.answered(answer),
    (error) => {
      // What failed may be asked again.
      this.asked = ''
      this.refused = error
      this.working = false
    },
  )
  private resting: ReturnType<typeof setTimeout> | undefined
  private unfollow: (() => void) | undefined
  private noted: ReturnType<typeof setTimeout> | undefined
  private unnoted = false
  private listening = false
  private asked = ''
  private intervalFor = ''

  // What charts depend on changes only when it becomes another: a hand on a lever draws nothing anew
  // before there is an answer.
  private chosenAreas = $derived(address.route.view === 'area' ? address.route.item : address.option('areas'))
  private chosenClasses = $derived(address.option('classes'))
  readonly areas = $derived(list(this.chosenAreas).filter((one) => (this.about?.areas ?? []).includes(one)))
  readonly classes = $derived(list(this.chosenClasses).filter((one) => (this.about?.classes ?? []).some((each) => each.name === one)))
  readonly measure = $derived(address.option('measure') || 'arrests')
  readonly perPeople = $derived(address.option('per') === 'people')
  /** Every lever by name. */
  readonly byName = $derived(
    new Map<string, LeverOut>((this.levers?.groups ?? []).flatMap((group) => group.levers).map((one) => [one.name, one])),
  )
  readonly isBaseline = $derived(isBaseline(this.document))

  get title(): string {
    return this.isBaseline ? 'The baseline' : this.document.title
  }

  /** Which areas and classes the charts are of, in words; empty for everybody in the nation. */
  readonly scope = $derived.by(() => {
    const areas = this.areas.length > 4 ? `${this.areas.length} areas` : listed(this.areas)
    const classes = (this.about?.classes ?? []).filter((one) => this.classes.includes(one.name)).map((one) => one.title.toLowerCase())
    return [areas, listed(classes)].filter(Boolean).join(', ')
  })

  async start(): Promise<void> {
    this.trouble = undefined
    this.ready = false
    try {
      // What waits for the model to be fitted comes when it comes; the page is there before.
      void ask<MapLayout>('/api/map').then(
        (map) => (this.map = map),
        () => undefined,
      )
      const [about, levers] = await Promise.all([ask<About>('/api/about'), ask<Levers>('/api/levers')])
      ;[this.about, this.levers] = [about, levers]
      // What the link carries is read while the engine gets ready, and a wrong link stops nothing.
      await this.fromAddress()
      this.ready = true
      this.run()
      void ask<RecordLines>('/api/run/record').then(
        (record) => (this.record = record),
        () => undefined,
      )
      if (!this.listening) window.addEventListener('hashchange', () => void this.moved())
      this.listening = true
      if (about.state !== 'ready') void this.warm()
    } catch (error) {
      this.trouble = error
    }
  }

  private async warm(): Promise<void> {
    while (this.about?.state === 'warming') {
      await new Promise((done) => setTimeout(done, 1000))
      try {
        this.about = await ask<About>('/api/about')
      } catch {
        return
      }
    }
    if (this.about?.state === 'ready' && (!this.answer || this.refused)) {
      this.asked = ''
      this.run()
    }
  }

  /** The address has changed: an edit that it does not carry yet goes with the reader. */
  private async moved(): Promise<void> {
    if (this.unnoted) await this.noteAddress()
    else await this.fromAddress()
    this.run()
  }

  /** The scenario that the address names or carries. */
  private async fromAddress(): Promise<void> {
    const { s, scenario } = address.route.options
    try {
      if (s) {
        const found = await unpacked(s)
        if (!same(found, this.document)) this.put(found, '')
      } else if (scenario) {
        if (scenario !== this.origin || !this.isShipped) await this.openShipped(scenario)
      } else if (!this.isBaseline) {
        this.put(BASELINE, '')
      }
    } catch (error) {
      this.linkTrouble = error
    }
  }

  get isShipped(): boolean {
    return !!this.shipped && same(this.shipped, this.document)
  }

  async openShipped(name: string): Promise<void> {
    const page = await ask<ScenarioPage>(`/api/scenarios/${encodeURIComponent(name)}`)
    const document = page.document as unknown as ScenarioDocument
    this.shipped = { ...document, changes: document.changes ?? {} }
    this.put(this.shipped, name)
  }

  private put(document: ScenarioDocument, origin: string): void {
    this.document = { ...document, changes: document.changes ?? {} }
    this.origin = origin
    if (!origin) this.shipped = undefined
  }

  /** Another scenario, or the open one edited: shown, noted in the address, and run. */
  open(document: ScenarioDocument, origin = this.origin): void {
    this.put(document, origin)
    this.linkTrouble = undefined
    this.run()
    this.unnoted = true
    clearTimeout(this.noted)
    this.noted = setTimeout(() => void this.noteAddress(), 250)
  }

  /** Notes the scenario in the address, as a whole unless it is a shipped one unchanged. */
  async noteAddress(): Promise<void> {
    clearTimeout(this.noted)
    this.unnoted = false
    if (this.isBaseline) address.note({ s: '', scenario: '' })
    else if (this.isShipped) address.note({ s: '', scenario: this.origin })
    else address.note({ s: await packed(this.document), scenario: '' })
  }

  reset(): void {
    this.open(BASELINE, '')
  }

  /** Run the open scenario, if anything that matters is new. */
  run(): void {
    if (!this.ready) return
    const question: Question = {
      scenario: this.document,
      areas: this.areas,
      classes: this.classes,
      map_measure: this.measure,
      map_per_adults: this.perPeople,
    }
    const text = JSON.stringify(question)
    if (text === this.asked) return
    this.asked = text
    this.working = true
    this.live.ask(question)
  }

  private answered(answer: QuickAnswer): void {
    this.answer = answer
    this.refused = undefined
    this.working = false
    this.restFirst()
  }

  /** Intervals follow when the hand has come to rest. */
  private restFirst(): void {
    const wanted = JSON.stringify([this.document, this.areas, this.classes])
    if (wanted === this.intervalFor) return
    this.intervals = undefined
    this.intervalTrouble = undefined
    clearTimeout(this.resting)
    this.dropJob()
    this.intervalFor = ''
    if (this.wantsIntervals) this.resting = setTimeout(() => void this.startIntervals(), REST)
  }

  private dropJob(): void {
    this.unfollow?.()
    this.unfollow = undefined
    const job = this.job
    this.job = undefined
    if (job && !over(job)) void cancelJob(job.id).catch(() => undefined)
  }

  async startIntervals(): Promise<void> {
    const wanted = JSON.stringify([this.document, this.areas, this.classes])
    this.intervalFor = wanted
    this.intervalTrouble = undefined
    const resumed = sessionStorage.getItem('evenhand-job')
    try {
      const kept: { id: string; wanted: string } | undefined = resumed ? JSON.parse(resumed) : undefined
      let job: JobOut | undefined
      if (kept?.wanted === wanted) {
        job = await ask<JobOut>(`/api/jobs/${encodeURIComponent(kept.id)}`).catch(() => undefined)
        if (job && (job.state === 'failed' || job.state === 'cancelled')) job = undefined
      }
      job ??= await startJob('/api/run/interval', {
        scenario: this.document,
        areas: this.areas,
        classes: this.classes,
        draws: DRAWS,
      })
      if (this.intervalFor !== wanted) {
        void cancelJob(job.id).catch(() => undefined)
        return
      }
      sessionStorage.setItem('evenhand-job', JSON.stringify({ id: job.id, wanted }))
      this.told(job)
      if (!over(job)) this.unfollow = followJob(job.id, (one) => this.told(one), (error) => (this.intervalTrouble = error))
    } catch (error) {
      this.intervalTrouble = error
    }
  }

  private told(job: JobOut): void {
    this.job = job
    if (job.result?.kind === 'interval') this.intervals = job.result
    if (job.state === 'failed') {
      this.intervalTrouble = new Refused(job.error?.message ?? 'The intervals could not be worked out.', job.error?.kind ?? 'internal', job.error?.problems)
    }
  }

  cancelIntervals(): void {
    this.dropJob()
    clearTimeout(this.resting)
  }

  chooseIntervals(yes: boolean): void {
    this.wantsIntervals = yes
    keep('evenhand-intervals', yes ? 'yes' : 'no')
    if (!yes) {
      this.cancelIntervals()
      this.intervalFor = ''
    } else void this.startIntervals()
  }

  /** The value that a lever has in the open scenario where the page set it; else nothing. */
  valueOf(lever: string): number | undefined {
    const found = Object.entries(this.document.changes).filter(([, change]) => change.lever === lever)
    const own = this.document.changes[changeName(lever)] ?? (found.length === 1 ? found[0]![1] : undefined)
    return own?.value
  }
}

function list(text: string): string[] {
  return text ? text.split(',').filter(Boolean) : []
}

function kept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Kept for as long as the page then.
  }
}

export const session = new Session()

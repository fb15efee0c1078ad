/** Long work on the server: started, followed as it goes, cancelled, taken up again after a reload. */

import { ask, Refused, send } from './client'
import type { JobOut } from './types'

const OVER = new Set(['done', 'failed', 'cancelled'])

/** Whether a job will change no more. */
export function over(job: JobOut): boolean {
  return OVER.has(job.state)
}

export async function startJob(path: string, body: unknown): Promise<JobOut> {
  return send<JobOut>(path, body)
}

export async function cancelJob(id: string): Promise<void> {
  try {
    await ask(`/api/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' })
  } catch (error) {
    // One that is over, or was forgotten by a server started again, needs no cancelling.
    if (!(error instanceof Refused) || error.kind !== 'not_found') throw error
  }
}

/**
 * Follow a job to its end over server-sent events; where these fail it is asked for now and then.
 *
 * Args:
 *   id: The job.
 *   told: Told the job each time that something of it is new.
 *   failed: Told why it cannot be followed.
 *
 * Returns: what stops the following; the job itself goes on.
 */
export function followJob(id: string, told: (job: JobOut) => void, failed: (error: unknown) => void): () => void {
  const path = `/api/jobs/${encodeURIComponent(id)}`
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const source = new EventSource(`${path}/events`)

  const stop = (): void => {
    stopped = true
    source.close()
    clearTimeout(timer)
  }

  const look = async (): Promise<void> => {
    if (stopped) return
    try {
      const job = await ask<JobOut>(path)
      if (stopped) return
      told(job)
      if (over(job)) stop()
    } catch (error) {
      stop()
      failed(error)
    }
  }

  // An event says that something is new; what it is comes with the job, whose shape is described.
  let [looking, missed] = [false, false]
  const news = (): void => {
    if (stopped) return
    missed = looking
    if (looking) return
    looking = true
    void look().finally(() => {
      looking = false
      if (missed) news()
    })
  }
  for (const name of ['progress', 'partial', 'done', 'failed', 'cancelled']) {
    source.addEventListener(name, news)
  }
  source.onerror = () => {
    if (stopped || source.readyState !== EventSource.CLOSED) return
    const again = (): void => void look().then(() => {
      if (!stopped) timer = setTimeout(again, 1000)
    })
    again()
  }
  return stop
}

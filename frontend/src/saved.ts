import './styles/base.css'
import { mount } from 'svelte'
import type { SavedPage } from './state/saved_page'
import Saved from './views/Saved.svelte'

const place = document.getElementById('page')
const data = document.getElementById('evenhand-data')?.textContent
if (place && data) {
  place.replaceChildren()
  mount(Saved, { target: place, props: { saved: JSON.parse(data) as SavedPage } })
}

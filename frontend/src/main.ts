import './styles/base.css'
import { mount } from 'svelte'
import App from './App.svelte'

const place = document.getElementById('page')
if (!place) throw new Error('The page has no place to be drawn in.')
place.replaceChildren()

export default mount(App, { target: place })

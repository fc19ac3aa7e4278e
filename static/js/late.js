// What the page of an exercise can do without until it stands; the player asks for it then (docs/player.md)
globalThis.HalteLate = page => {
  const {engine, data, form, play} = page
  if (data.b.solution) engine.way = HalteWay(data.b, engine)
  // Again without a network: what was missed before is remembered
  if (history.state) play.ended ? play.ended({slip_texts: []}) : page.tap('')

  // On her own phone the module is kept, whichever page of it came first (docs/offline.md)
  const spot = document.querySelector('#keep'), worker = navigator.serviceWorker, {saveData} = navigator.connection || {}
  if (spot && worker) {
    worker.register('/sw.js').catch(() => 0)
    if (!saveData) worker.ready.then(({active}) => active.postMessage({...spot.dataset}))
  }

  // In another language she goes on where she was: what was done, chosen and typed comes along. Without storage it doesn't
  const name = 'halte ' + location.pathname, boxes = () => [...form.elements].filter(x => x.name && !/hidden|submit/.test(x.type))
  try {
    const held = sessionStorage, was = JSON.parse(held.getItem(name)), list = document.querySelector('.order')
    held.removeItem(name)
    if (was) {
      form.errs.value = page.errors = was.errors
      if (was.path) play.state = was.path.reduce(engine.apply, engine.start())
      for (const id of was.order) list.append(list.querySelector(`[data-id="${id}"]`))
      if (list) form.order.value = was.order.join(' ')
      for (const [key, value, chosen] of was.boxes) {
        for (const x of boxes()) {
          if (x.name == key && chosen == null) x.value = value
          else if (x.name == key && x.value == value) x.checked = chosen
        }
      }
      form.dispatchEvent(new Event('change'))
    }
    addEventListener('click', ({target}) => {
      if (target.closest('.langs button') && !document.querySelector('#end').innerHTML) held.setItem(name, JSON.stringify({
        errors: page.errors, path: play.state && play.state.path, order: [...list ? list.children : []].map(li => li.dataset.id),
        boxes: boxes().map(x => [x.name, x.value, /radio|checkbox/.test(x.type) ? x.checked : null])
      }))
    })
  } catch (_) {}
}

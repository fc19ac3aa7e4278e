// Her pages around the exercises: a step that was seen, the way out, a module kept on her own phone (docs/offline.md)
var HalteSteps = () => {
  const keep = HalteKeep(), form = $('form[data-send]'), bye = $('#bye')
  const spot = $('#keep'), worker = navigator.serviceWorker, {saveData} = navigator.connection || {}
  if (form) form.onsubmit = async e => {
    e.preventDefault()
    const of = name => [...form.querySelectorAll(`[name=${name}]:checked`)].map(x => x.value)
    const item = JSON.parse(form.dataset.send), value = form.how ? {tasks: of('task'), how: of('how')[0] || ''} : of('r')[0] || null
    await keep.put({...item, value, helped: !!form.how && value.how != 'alone'})
    await keep.go(form.dataset.after, item)
    // No room on this phone: the page's own form, as without a script
    if (keep.waits()) form.submit(keep.drop())
  }
  // Nobody leaves answers behind without knowing it
  if (bye) {
    bye.onsubmit = async e => {
      e.preventDefault()
      await keep.post()
      if (!(await keep.left())[0]) return bye.submit()
      $('#stay').hidden = 0
      $('#stay').scrollIntoView({block: 'center'})
    }
    $('#stay button').onclick = () => bye.submit(keep.drop())
    const list = async () => {
      const bad = (await every().catch(() => [])).filter(e => e.who == document.documentElement.dataset.who && e.sent && e.sent != 1)
      $('#bad').hidden = !bad[0]
      $('#bad ul').textContent = ''
      for (const e of bad) {
        const row = $('#bad ul').appendChild(document.createElement('li')), small = document.createElement('small')
        small.textContent = e.sent + ' ' + e.at.toLocaleString(document.documentElement.lang)
        row.append(e.of, small)
      }
      $('#bad button').onclick = async () => {
        await log('readwrite', all => bad.map(e => all.delete(e.n))[0])
        list(keep.post())
      }
    }
    list()
  }
  if (!spot || !worker) return
  const {at, mark, yes, no} = spot.dataset, button = spot.querySelector('button')
  const tell = async look => (await worker.ready).active.postMessage({at, mark, look})
  worker.addEventListener('message', ({data}) => {
    if (data.at != at || !button) return
    button.hidden = data.kept
    $('#keep p').textContent = data.kept ? yes : data.failed ? no : ''
  })
  // When the page stands: nothing of this is needed to read or to answer
  addEventListener('load', () => setTimeout(() => {
    worker.register('/sw.js').catch(() => 0)
    if (button) document.head.append(Object.assign(document.createElement('link'), {rel: 'manifest', href: '/manifest.webmanifest'}))
    if (button) button.onclick = () => tell()
    if (button || !saveData) tell(button && (saveData ? 2 : 1))
  }, 500))
}
if (typeof document == 'object') HalteSteps()

// The page of an exercise: what questions and simulators share (docs/player.md). They are asking.js and simulating.js.
const all = q => [...document.querySelectorAll(q)]
const when = (t, html) => t ? html : ''
const esc = t => (t + '').replace(/[&<>"]/g, c => '&#' + c.charCodeAt() + ';')
const br = t => esc(t).replace(/\n/g, '<br>')
const icon = name => `<svg class="i" aria-hidden="true"><use href="#i-${name}"/></svg>`
const note = (t, bad) => `<p class="note${when(bad, ' bad')}">${icon(bad ? 'info' : 'light')}<span>${br(t)}</span></p>`
const told = (b, {kind}, lines, after) => {
  const [first, ...rest] = (b.feedback[kind] || b.feedback.retry).split('\n'), good = kind == 'success'
  return `<div class="verdict${when(!good, ' note bad')}" role="status">${icon(good ? 'ok' : kind == 'trapped' ? 'trap' : 'refresh')}<div id="say"><h1 tabindex="-1">${esc(first)}</h1>` +
    [...rest, ...lines].map(t => `<p>${br(t)}</p>`).join('') + '</div></div>' + after
}
const due = (b, errors) => (b.hints || []).filter(h => h.after <= errors).pop()

var HaltePage = () => {
  const source = $('#play')
  if (!source) return
  const data = JSON.parse(source.textContent), {b, w, next, send} = data, engine = HalteEngine(b), player = HaltePlayer(data, engine)
  const form = $('#f'), keep = HalteKeep()
  let over
  const page = {
    data, engine, player, form, errors: +(form.errs.value = history.state || form.errs.value),
    // The notes of this moment; `text` is the hint that is due
    notes: (texts, text) => $('#notes').innerHTML = texts.map(t => note(t, 1)).join('') + (text ? note(text) : ''),
    finish: (value, state) => {
      const outcome = engine.grade(value), good = outcome.kind == 'success', retry = !good && w.again
      const answer = send && {...send, value, ok: good, helped: !!(page.errors && b.hints)}
      form.errs.value = page.errors += !good
      form.hidden = state || !retry
      over = 1
      $('#end').innerHTML = player.verdict(outcome, value, state) + '<p class="note" id="kept" role="status"></p>'
      $('.foot').innerHTML = `<a class="btn go-on ${retry ? 'side' : 'btn-go'}" href="${next}">${w.go}</a>` + (retry ? `<button class="btn btn-go" form="f" name="again" value="1">${w.again}</button>` : '')
      if (!state) play.ended(outcome)
      $('#end h1').focus()
      if (send) keep.put(answer)
    }
  }
  const play = HaltePlay(page)
  const tap = (value = '') => {
    if (!over || value.includes(':')) return value == 'skip' ? page.finish(null, play.state) : play.tap(value)
    keep.go(next, send)
  }
  page.tap = tap
  // Again without a network: the same page once more, which remembers the mistakes
  form.onsubmit = e => {
    if (over && !keep.late()) return
    e.preventDefault()
    over ? location.reload(history.replaceState(page.errors, '')) : tap(play.enter)
  }
  if (history.state) play.ended ? play.ended({slip_texts: []}) : tap()
  addEventListener('click', e => {
    const button = e.target.closest('button, .go-on')
    if (!button || !(button.name == 'do' || button.href)) return
    e.preventDefault()
    if (!play.gesture || !play.gesture(button, e)) tap(button.value)
  })
  // On her way out an answer that waits is sent, or she is told and decides; a server that never answers doesn't hold her
  addEventListener('click', async e => {
    const way = e.target.closest('header a, header button'), go = () => way.click(keep.drop())
    if (!keep.waits() || !way) return
    e.preventDefault()
    await keep.post()
    if (!keep.waits()) return go()
    $('#leave').hidden = 0
    $('#leave .side').onclick = go
  })
}
if (typeof document == 'object') HaltePage()

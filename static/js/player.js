// The page of an exercise: what questions and simulators share (docs/player.md). They are asking.js and simulating.js.
const all = q => [...document.querySelectorAll(q)]
const when = (t, html) => t ? html : ''
const esc = t => (t + '').replace(/[&<>"]/g, c => '&#' + c.charCodeAt() + ';')
const br = t => esc(t).replace(/\n/g, '<br>')
const say = (ids, w) => `<button class="btn say" type="button" data-say="${ids}">${icon('say')}${w.listen}</button>`
const icon = name => `<svg class="i" aria-hidden="true"><use href="#i-${name}"/></svg>`
const note = (t, bad) => `<p class="note${when(bad, ' bad')}">${icon(bad ? 'info' : 'light')}<span>${br(t)}</span></p>`
const told = ({b: {feedback}, w}, {kind}, value, lines, after) => {
  const [first, ...rest] = (value ? feedback[kind] || feedback.retry : feedback.skip || feedback.retry).split('\n'), good = kind == 'success'
  return `<div class="verdict talk${when(!good, ' note bad')}" role="status">${icon(good ? 'ok' : kind == 'trapped' ? 'trap' : w.again ? 'refresh' : 'info')}<div><h1 tabindex="-1">${esc(first)}</h1>` +
    [...rest, ...lines].map(t => `<p>${br(t)}</p>`).join('') + `</div>${say('end notes', w)}</div>` + after
}
const due = (b, errors) => (b.hints || []).filter(h => h.after <= errors).pop()

var HaltePage = () => {
  const source = $('#play')
  if (!source) return
  const data = JSON.parse(source.textContent), {b, w, next, send} = data, engine = HalteEngine(b), player = HaltePlayer(data, engine)
  const form = $('#f'), keep = HalteKeep()
  let over
  const page = {
    data, engine, player, form, errors: +(form.errs.value = history.state || form.errs.value), trail: [],
    // The notes of this moment; `text` is the hint that is due
    notes: (texts, text) => $('#notes').innerHTML = texts.map(t => note(t, 1)).join('') + (text ? note(text) : ''),
    finish: (value, state) => {
      const outcome = engine.grade(value), good = outcome.kind == 'success', retry = !good && w.again
      if (send) keep.put({...send, value, ok: good, helped: !!(page.errors && b.hints), trail: state && [state.path, ...page.trail]})
      form.errs.value = page.errors += !good
      form.hidden = state || !retry
      over = 1
      $('#end').innerHTML = player.verdict(outcome, value, state) + '<p class="note" id="kept" role="status"></p>'
      // A question stands there still, to be answered again; after three errors it is done together
      $('.foot').innerHTML = `<a class="btn go-on ${retry ? 'side' : 'btn-go'}" href="${next}">${w.go}</a>` + (!retry ? '' : play.check && page.errors < 3 ? play.check : `<button class="btn btn-go" form="f" name="again" value="1">${w.again}</button>`)
      if (!state) play.ended(outcome)
      $('#end h1').focus()
    }
  }
  const play = page.play = HaltePlay(page)
  const tap = page.tap = value => value == 'skip' ? page.finish(null, play.state) : over && !value ? keep.go(next, send) : play.tap(value)
  // Again without a network: the same page once more, which remembers the mistakes
  form.onsubmit = e => {
    if (over && !keep.late()) return
    e.preventDefault()
    over ? location.reload(history.replaceState(page.errors, '')) : tap(play.enter)
  }
  // What can wait until the page stands: late.js
  const late = () => import(data.late).then(() => HalteLate(page), () => 0)
  history.state ? late() : addEventListener('load', () => setTimeout(late, 1e3))
  addEventListener('click', e => {
    const button = e.target.closest('[name=do], .go-on')
    if (!button) return
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

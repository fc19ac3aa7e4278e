// Simulators on the phone, as templates/exercises/sim.html and verdict.html draw them
var HaltePlayer = (data, engine) => {
  const {b, w, parts: review} = data
  const draw = ({title, back, widgets}, frame) => {
    const hl = ({action}, o) => when(frame.action == action && (!o || frame.option == o.id), ' hl')
    const tap = (css, x, o) => `<button class="${css}${hl(x, o)}" name="do" value="a.${x.action}${when(o, ':' + (o || 0).id)}"`
    const box = x => `class="field${hl(x)}" name="in.${x.action}"`
    const each = (x, html) => x.options.map(html).join('')
    const list = x => '<ul class="inbox">' + each(x, o =>
      `<li>${tap(when(o.chosen, 'seen'), x, o)}${when(o.full, ' aria-disabled="true"')}>` +
      when(x.as == 'list' && x.options.some(o => o.says), `<span class="ava" aria-hidden="true">${esc(o.label[0])}</span>`) +
      `<span class="grow"><b>${br(o.label)}</b>${span('small url', o.address) + span('small', o.note) + span('small', o.full && w.full) + span('vh', o.chosen && w.chosen)}</span></button></li>`) + '</ul>'
    const span = (css, t) => when(t, `<span class="${css}">${esc(t)}</span>`)
    const flip = x => x.as == 'switches'
    const tick = x => '<div class="parts">' + each(x, o =>
      `${tap('part', x, o)} ${flip(x) ? 'role="switch" aria-checked' : 'aria-pressed'}="${!!o.chosen}"><span>${br(o.label)}${when(o.note, `<small>${esc(o.note)}</small>`)}</span>` +
      (flip(x) ? `<b class="flip" aria-hidden="true">${o.chosen ? w.on : w.off}</b>` : icon(x.as == 'parts' ? 'flag' : 'tick')) + '</button>') + '</div>'
    const text = x => `<p>${br(x.text)}</p>`
    let open, panel
    const kinds = {
      text, body: text,
      panel: x => (panel ? '</div>' : '<div class="panels">') + `<div class="panel"><h3>${esc(x.text, panel = 1)}</h3>`,
      button: x => `${tap('btn', x)}${when(x.press, ` data-press="${x.press}"`)}>${esc(x.label)}</button>` +
        when(x.press, `${tap('lnk', x)}>${w.tap}${span('vh', ': ' + x.label)}</button>`),
      sound: x => `<p class="says" id="say-${x.key}">${br(x.text)}</p>` + say('say-' + x.key, w),
      values: x => '<dl class="kv">' + x.rows.map(r => `<div><dt>${esc(r.label)}</dt><dd>${br(r.text)}</dd></div>`).join('') + '</dl>',
      address: x => `<p class="url row">${icon('lock')}<span>${esc(x.address)}</span></p>`,
      address_bar: x => `${tap('part url', x)}><span>${esc(x.address)}</span>${icon('eye')}</button>`,
      select: x => `<label>${esc(x.label)}<select ${box(x)}><option value=""></option>` +
        each(x, o => `<option value="${o.id}"${when(o.chosen, ' selected')}>${esc(o.label)}</option>`) + '</select></label>',
      input: x => `<label>${esc(x.label)}` + (x.input == 'area' ? `<textarea ${box(x)} rows="3">${esc(x.value)}</textarea>`
        : `<input ${box(x)} type="${x.type}" inputmode="${x.mode}" value="${esc(x.value)}">`) + '</label>' +
        when(hl(x) && frame.option, `<p class="note">${w.type} ${esc(frame.option)}</p>`) +
        when(x.own, `<button class="btn" name="do" value="in.${x.action}">${w.ok}</button>`)
    }
    let html = `<div class="sim-bar">${when(back, `${tap('icon-btn', {action: 'back'})} aria-label="${w.back}">${icon('back')}</button>`)}<h2 tabindex="-1">${esc(title)}</h2></div>`
    for (const x of widgets) {
      // Lists (checks list month parts results switches) and panels stand on their own, all others share a body
      const kind = x.as || x.kind, alone = /^([clmpr]|sw)/.test(kind)
      html += when(open && alone, '</div>') + when(!open && !alone, '<div class="sim-body stack">') + when(alone && x.label, `<p class="sim-body l">${esc(x.label)}</p>`) + (kinds[kind] || (/^[lmr]/.test(kind) ? list : tick))(x)
      open = !alone
    }
    return html + when(open, '</div>') + when(panel, '</div></div>')
  }

  const verdict = (outcome, value, state) => told(data, outcome, value, [], review && value ? '<ul class="sim parts">' + review.map(([slot, o, needed]) => {
    const seen = state[slot].includes(o.id), mark = seen ? 'seen' : when(needed, 'miss')
    return `<li class="part ${mark}"><span>${br(o.label)}${when(mark, `<small>${br(o.text || '')}</small>`)}</span>${when(mark, icon(seen ? 'flag' : 'eye'))}</li>`
  }).join('') + '</ul>' : '')

  const hint = (errors, state) => {
    const hint = due(b, errors)
    if (!hint) return []
    const what = errors < 3 && hint.highlight || 'unmet'
    const [action, option] = engine.split(what == 'unmet' ? engine.way(state)[0] || '' : what)
    return [errors > 2 ? w.together : hint.text, {action, option}]
  }
  return {draw, verdict, hint}
}

var HaltePlay = page => {
  const {data, engine, player, finish, notes} = page, {b, w} = data, sim = $('#sim')
  let state = engine.start(), before
  const show = texts => {
    const [text, frame = {}] = player.hint(page.errors, state), card = $('#card')
    notes(texts, text)
    if (text) page.trail.push(-page.errors)
    sim.innerHTML = player.draw(engine.screen(state), frame)
    if (card) card.classList.toggle('hl', frame.action == 'card')
  }
  const step = (action, texts) => {
    const after = engine.apply(state, action), {slips, slip_texts} = engine.grade(after.path), missed = after == state
    page.errors += slips - engine.grade(state.path).slips
    if (!missed) texts.push(...slip_texts.map(i => b.slips[i].text))
    // When it was done, or what could not be used yet; below, a hint that stands there (docs/answers.md)
    page.trail.push(missed ? engine.split(action)[0] : performance.now())
    state = after
    return missed
  }
  // Long press and swipe; a double tap and what was no gesture come as clicks. Nothing here is timed for a score.
  sim.onpointerdown = ({target, x, y}) => {
    const {value, dataset} = target.closest('[data-press]') || {}, held = value && dataset.press == 'long' && setTimeout(page.tap, 500, value)
    onpointerup = e => {
      clearTimeout(held)
      onpointerup = null
      if (value && dataset.press == 'swipe' && Math.hypot(e.x - x, e.y - y) > 40) page.tap(value)
    }
  }
  return {
    get state() { return state },
    set state(now) { show([], state = now) },
    // Whether a click on this button is part of a gesture, and so no tap; a keyboard's click has no count
    gesture: ({dataset: {press}}, {detail, timeStamp}) => {
      if (!press || !detail || press == 'double' && timeStamp - before < 600) return before = 0
      before = timeStamp
      setTimeout(() => before == timeStamp && notes([w[press]]), press == 'double' ? 600 : 0)
      return 1
    },
    tap: value => {
      const texts = [], [name, option] = value.split(':'), {screen} = state
      for (const x of all('[name^="in."]')) {
        const old = x.options ? (x.querySelector('[selected]') || {value: ''}).value : x.defaultValue
        if (x.value != old && (!$(`[value="${x.name}"]`) || value == x.name)) step({[x.name.slice(3)]: x.value}, texts)
      }
      if (value == 'help') page.errors++
      if (name[1] == '.' && step(option ? {[name.slice(2)]: option} : name.slice(2), texts)) texts.push(w.missing, page.errors++)
      if (engine.grade(state.path).ended) return finish(state.path, state)
      show(texts)
      ;(state.screen == screen && $(`[value="${value}"]`) || $('#sim h2')).focus()
    }
  }
}

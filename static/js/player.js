// Plays an exercise on the phone as templates/exercises draw it on the server, and reads aloud (docs/player.md).
var HaltePlayer = ({b, w, parts: review}, engine) => {
  const when = (t, html) => t ? html : ''
  const esc = t => (t + '').replace(/[&<>"]/g, c => '&#' + c.charCodeAt() + ';')
  const br = t => esc(t).replace(/\n/g, '<br>')
  const icon = name => `<svg class="i" aria-hidden="true"><use href="#i-${name}"/></svg>`
  const own = name => {
    const {takes, set} = b.actions[name]
    return takes == 'secret' || set && set.screen
  }

  const draw = ({title, back, widgets}, frame = {}) => {
    const hl = ({action}, o) => when(frame.action == action && (!o || frame.option == o.id), ' hl')
    const go = ({action}, o) => `name="do" value="a.${action}${when(o, ':' + (o || 0).id)}"`
    const box = x => `class="field${hl(x)}" name="in.${x.action}"`
    const each = (x, html) => x.options.map(html).join('')
    const list = x => '<ul class="inbox">' + each(x, o =>
      `<li><button class="${when(o.chosen, 'seen')}${hl(x, o)}" ${go(x, o)}${when(o.full, ' aria-disabled="true"')}>` +
      when(x.options.some(o => o.says), `<span class="ava" aria-hidden="true">${esc(o.label[0])}</span>`) +
      `<span class="grow"><b>${br(o.label)}</b>` + when(o.address, `<span class="small url">${esc(o.address)}</span>`) +
      when(o.note, `<span class="small">${esc(o.note)}</span>`) + when(o.full, `<span class="small">${w.full}</span>`) +
      when(o.chosen, `<span class="vh">${w.chosen}</span>`) + '</span></button></li>') + '</ul>'
    const tick = x => '<div class="parts">' + each(x, o =>
      `<button class="part${hl(x, o)}" ${go(x, o)} aria-pressed="${!!o.chosen}"><span>${br(o.label)}</span>${icon(x.as == 'parts' ? 'flag' : 'tick')}</button>`) + '</div>'
    const text = x => `<p>${br(x.text)}</p>`
    const kinds = {
      text, body: text,
      button: x => `<button class="btn${hl(x)}" ${go(x)}>${esc(x.label)}</button>`,
      sound: x => `<p class="says" id="say-${x.key}">${br(x.text)}</p><button class="btn say" type="button" data-say="say-${x.key}">${icon('say')}${w.listen}</button>`,
      values: x => '<dl class="kv">' + x.rows.map(r => `<div><dt>${esc(r.label)}</dt><dd>${br(r.text)}</dd></div>`).join('') + '</dl>',
      address: x => `<p class="url row">${icon('lock')}<span>${esc(x.address)}</span></p>`,
      address_bar: x => `<button class="part url${hl(x)}" ${go(x)}><span>${esc(x.address)}</span>${icon('eye')}</button>`,
      choices: x => `<label>${esc(x.label)}<select ${box(x)}><option value=""></option>` +
        each(x, o => `<option value="${o.id}"${when(o.chosen, ' selected')}>${esc(o.label)}</option>`) + '</select></label>',
      input: x => `<label>${esc(x.label)}` + (x.input == 'area' ? `<textarea ${box(x)} rows="3">${esc(x.value)}</textarea>`
        : `<input ${box(x)} type="${x.input == 'secret' ? 'password' : 'text'}" inputmode="${{email: 'email', tel: 'tel', number: 'numeric'}[x.input] || 'text'}" autocomplete="off" value="${esc(x.value)}">`) + '</label>' +
        when(hl(x) && frame.option, `<p class="note">${w.type} ${esc(frame.option)}</p>`) +
        when(own(x.action), `<button class="btn" name="do" value="in.${x.action}">${w.ok}</button>`)
    }
    const {address} = b.site || {}
    let open = 0, html = `<div class="sim-bar">${when(back, `<button class="icon-btn${hl({action: 'back'})}" name="do" value="a.back" aria-label="${w.back}">${icon('back')}</button>`)}<h2 tabindex="-1">${esc(title)}</h2></div>`
    if (address && !widgets.some(x => x.kind == 'address_bar')) widgets = [{kind: 'address', address}, ...widgets]
    for (const x of widgets) {
      const alone = x.kind == 'choices' && x.as != 'select'
      html += when(open && alone, '</div>') + when(!open && !alone, '<div class="sim-body stack">') + (!alone ? kinds[x.kind](x)
        : when(x.label, `<p class="sim-body l">${esc(x.label)}</p>`) + (/checks|parts/.test(x.as) ? tick : list)(x))
      open = !alone
    }
    return html + when(open, '</div>')
  }

  const verdict = ({kind}, value, state) => {
    const [first, ...rest] = (b.feedback[kind] || b.feedback.retry).split('\n'), good = kind == 'success'
    if (!state && value && b.options) b.options.map(o => o.text && [].concat(value).includes(o.id) && rest.push(o.text))
    return `<div class="verdict${when(!good, ' note bad')}" role="status">${icon(good ? 'ok' : kind == 'trapped' ? 'trap' : 'refresh')}<div id="say"><h1 tabindex="-1">${esc(first)}</h1>` +
      rest.map(t => `<p>${br(t)}</p>`).join('') + '</div></div>' + (review && value ? '<ul class="sim parts">' + review.map(([slot, o, needed]) => {
      const seen = state[slot].includes(o.id), mark = seen ? 'seen' : when(needed, 'miss')
      return `<li class="part ${mark}"><span>${br(o.label)}${when(mark, `<small>${br(o.text || '')}</small>`)}</span>${when(mark, icon(seen ? 'flag' : 'eye'))}</li>`
    }).join('') + '</ul>' : '')
  }

  const hint = (errors, state) => {
    const due = (b.hints || []).filter(h => h.after <= errors).pop()
    if (!due) return []
    if (!state) return [due.text]
    const what = errors > 2 ? 'unmet' : due.highlight || 'unmet', next = what == 'unmet' ? engine.way(state)[0] || '' : what
    const [action, option] = engine.split(next)
    return [errors > 2 ? w.together : due.text, {action, option}]
  }
  const note = (t, bad) => `<p class="note${when(bad, ' bad')}">${icon(bad ? 'info' : 'light')}<span>${br(t)}</span></p>`
  return {draw, verdict, hint, note, own}
}

var HaltePage = () => {
  const $ = q => document.querySelector(q), all = q => [...document.querySelectorAll(q)]
  const speech = window.speechSynthesis, {lang} = document.documentElement
  const voice = () => speech && speech.getVoices().find(v => v.lang.startsWith(lang))
  // Voices come late, or never: the button keeps its place, for nothing on the page may jump (tests/browser/test_budgets.py).
  const voices = () => all('.say').map(button => { button.style.visibility = voice() ? '' : 'hidden' })
  const source = $('#play')
  let tap
  if (speech) speech.onvoiceschanged = voices
  voices()
  onclick = e => {
    const button = e.target.closest('button, .go-on')
    if (!button) return
    if (button.dataset.say) {
      speech.cancel()
      speech.speak(Object.assign(new SpeechSynthesisUtterance($('#' + button.dataset.say).innerText), {lang, voice: voice()}))
    } else if (tap && (button.name == 'do' || button.href)) tap(button.value, e.preventDefault())
  }
  if (!source) return

  const data = JSON.parse(source.textContent), {b, w, send, next} = data, engine = HalteEngine(b), player = HaltePlayer(data, engine)
  const form = $('#f'), sim = $('#sim')
  let state = sim && engine.start(), errors = +form.errs.value, item, over
  const show = texts => {
    const [text, frame] = player.hint(errors, state)
    $('#notes').innerHTML = texts.map(t => player.note(t, 1)).join('') + (text ? player.note(text) : '')
    if (!sim) return
    sim.innerHTML = player.draw(engine.screen(state), frame)
    if ($('#card')) $('#card').classList.toggle('hl', !!frame && frame.action == 'card')
    voices()
  }
  const answer = () => {
    const typed = all('.field').filter(x => x.value.trim()).map(x => [x.name.slice(2), x.value])
    const ids = all('.order li').map(li => li.dataset.id), chosen = all('[name=r]:checked').map(x => x.value)
    return typed[0] ? Object.fromEntries(typed) : ids[0] ? ids : chosen[0] && ($('[type=radio]') ? chosen[0] : chosen)
  }
  // Kept on this page until the server has it; sent twice, it counts once
  const post = () => send && item && fetch(send.to, {
    method: 'POST', keepalive: 1,
    headers: {'x-csrftoken': form.csrfmiddlewaretoken.value},
    body: JSON.stringify({answers: [item]})
  }).then(({status}) => {
    if (/5..|40[13]/.test(status)) throw 0
    item = 0
  }).catch(() => $('#kept').innerHTML = player.note(w.waits))
  const finish = value => {
    const outcome = engine.grade(value), good = outcome.kind == 'success', retry = b.mode == 'practice' && !good
    item = send && {...send, key: form.key.value, value, helped: !!(errors && b.hints), sequence: +form.seq.value, at: new Date()}
    form.errs.value = errors += !good
    form.key.value = ''
    form.hidden = sim || !retry
    over = 1
    $('#end').innerHTML = player.verdict(outcome, value, state) + '<div id="kept" role="status"></div>'
    $('.foot').innerHTML = `<a class="btn go-on ${retry ? 'side' : 'btn-go'}" href="${next}">${w.go}</a>` + (retry ? `<button class="btn btn-go" form="f" name="again" value="1">${w.again}</button>` : '')
    // Her answer stays in sight, the first wrong part framed
    all('[data-id]').map(x => x.classList.toggle('hl', x.dataset.id == outcome.slip_texts[0]))
    if (!sim) show([])
    $('#end h1').focus()
    post()
  }
  const step = (action, texts) => {
    const after = engine.apply(state, action), {slips, slip_texts} = engine.grade(after.path), missed = after == state
    errors += slips - engine.grade(state.path).slips
    if (!missed) texts.push(...slip_texts.map(i => b.slips[i].text))
    state = after
    return missed
  }
  form.onsubmit = e => over ? post() : tap(sim ? '' : 'answer', e.preventDefault())
  tap = async (value = '') => {
    const texts = [], [name, option] = value.split(':'), {screen} = state || {}
    if (over && !option) return await post(), item || (location = next)
    if (value == 'skip') return finish(null)
    if (option && !sim) {
      const li = $(`[data-id="${option}"]`), up = name == 'up', other = up ? li.previousElementSibling : li.nextElementSibling
      if (other) other[up ? 'before' : 'after'](li)
      form.order.value = answer().join(' ')
      return $(`[value="${value}"]`).focus()
    }
    if (!sim) return answer() ? finish(answer()) : show([b.parts && !b.left ? w.fill : w.choose])
    for (const x of all('[name^="in."]')) {
      const field = x.name.slice(3), old = x.options ? [...x.options].find(o => o.defaultSelected) : x
      if (x.value != (x.options ? old ? old.value : '' : old.defaultValue) && (!player.own(field) || value == x.name)) step({[field]: x.value}, texts)
    }
    if (value == 'help') errors++
    if (name[1] == '.' && step(option ? {[name.slice(2)]: option} : name.slice(2), texts)) texts.push(w.missing, errors++)
    if (engine.grade(state.path).ended) return finish(state.path)
    show(texts)
    ;(state.screen == screen && $(`[value="${value}"]`) || $('#sim h2')).focus()
  }
  // On her way out an answer that waits is sent, or she is told and decides; a server that never answers doesn't hold her
  addEventListener('click', async e => {
    const way = e.target.closest('header a, header button'), go = () => way.click(item = 0)
    if (!item || !way) return
    e.preventDefault()
    await Promise.race([post(), new Promise(go => setTimeout(go, 4e3))])
    if (!item) return go()
    $('#leave').hidden = 0
    $('#leave .side').onclick = go
  })
}
if (typeof document == 'object') HaltePage()

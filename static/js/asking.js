// Questions on the phone, as templates/exercises/question.html and verdict.html draw them
var HaltePlayer = data => {
  const {b, w} = data
  const card = (head, mark, text) => `<li class="card"><div><b>${br(head)}</b>${when(mark, `<small>${mark}</small>`)}<p>${br(text)}</p></div></li>`
  const verdict = (outcome, value) => {
    const {type, options, parts, expert} = b, notes = []
    let cards = ''
    if (type == 'case') {
      cards = options ? options.map(o => card(o.label, [o.id == value && w.yours, o.rating > 2 && w.best].filter(t => t).join(' · '), o.text)).join('')
        : when(value, card(w.wrote, '', value || '')) + card(w.expert, '', expert)
    } else if (value && options) options.map(o => o.text && many(value).includes(o.id) && notes.push(o.text))
    if (type == 'keyboard' && value) parts.map(p => {
      const t = letters(value[p.id] || ''), wanted = closest(p, t), at = wanted.findIndex((x, i) => x != t[i])
      const same = wanted.slice(0, at < 0 ? wanted.length : at).join(''), next = wanted[at], put = (text, x) => text.replace('{}', () => x)
      if (t[0] && t.join('') != wanted.join('')) {
        notes.push(p.label + '\n' + (same ? put(w.upto, same) + ' ' + (!next ? w.ends : next == ' ' ? w.space : put(w.then, next)) : put(w.begins, next)))
      }
    })
    return told(data, outcome, value, notes, when(cards, `<ul class="stack">${cards}</ul>`))
  }
  const hint = errors => [(due(b, errors) || {}).text]
  return {verdict, hint}
}

var HaltePlay = ({data, player, form, finish, notes}) => {
  const {b, w} = data, spot = $('.spot svg')
  const answer = () => {
    const typed = all('.field').filter(x => x.value.trim()).map(x => [x.name.slice(2), x.value])
    const ids = all('.order li').map(li => li.dataset.id), chosen = all('[name=r]:checked').map(x => x.value)
    return b.write ? typed[0] && typed[0][1] : typed[0] ? Object.fromEntries(typed) : ids[0] ? ids : chosen[0] && ($('[type=radio]') ? chosen[0] : chosen)
  }
  // A touch in a picture chooses what is there in the list, and the other way round: what is chosen has a frame
  const frame = () => {
    const {at} = b.options.find(o => o.id == answer()) || {}, {width, height} = spot.viewBox.baseVal
    const rect = $('.spot rect.at') || spot.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'rect'))
    rect.setAttribute('class', 'at')
    if (at) ['x', 'y', 'width', 'height'].map((name, i) => rect.setAttribute(name, at[i] * (i % 2 ? height : width) / 100))
  }
  if (spot) {
    form.onchange = frame
    spot.onclick = e => {
      const {left, top, width, height} = spot.getBoundingClientRect(), x = (e.clientX - left) / width * 100, y = (e.clientY - top) / height * 100
      const one = b.options.find(({at: [l, t, w, h]}) => x >= l && x <= l + w && y >= t && y <= t + h)
      notes(one ? [] : [w.empty])
      if (one) $(`[value="${one.id}"]`).checked = 1
      frame()
    }
  }
  if (spot) frame()
  return {
    enter: 'answer',
    check: ($('.foot [value=answer]') || {}).outerHTML,
    ended: ({slip_texts}) => {
      // Her answer stays in sight, the first wrong part framed
      all('[data-id]').map(x => x.classList.toggle('hl', x.dataset.id == slip_texts[0]))
      notes([], player.hint(+form.errs.value)[0])
    },
    tap: value => {
      const [name, option] = value.split(':')
      if (option) {
        const li = $(`[data-id="${option}"]`), up = name == 'up', other = up ? li.previousElementSibling : li.nextElementSibling
        if (other) other[up ? 'before' : 'after'](li)
        li.classList.remove('hl')
        form.order.value = answer().join(' ')
        $(`[value="${value}"]`).focus()
      } else if (answer()) finish(answer())
      else notes([b.parts && !b.left || b.write ? w.fill : w.choose], player.hint(+form.errs.value)[0])
    }
  }
}

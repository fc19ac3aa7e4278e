/* The exercise engine on the phone: the twin of platform/exercises, on a client bundle (docs/modules.md). */
var HalteEngine = (() => {
  const isList = Array.isArray
  const many = v => isList(v) ? v : [v]
  const own = (o, k) => Object.prototype.hasOwnProperty.call(o, k) ? o[k] : undefined
  const isText = v => typeof v == 'string'
  const every = (o, f) => Object.entries(o || {}).every(([k, v]) => f(k, v))
  const EFFECTS = ['set', 'add', 'remove', 'toggle']

  // Predicates
  const plain = t => isText(t) ? t.normalize('NFD').toLowerCase().replace(/\p{M}/gu, '')
    .replace(/œ/g, 'oe').replace(/æ/g, 'ae').replace(/ß/g, 'ss') : ''
  const words = t => plain(t).split(/[^\p{L}\p{N}]+/u).filter(w => w)
  const sorted = t => words(t).sort().join(' ')
  const digits = t => isText(t) ? t.replace(/[^0-9]+/g, '') : ''
  const filled = v => isText(v) ? words(v).length > 0 : isList(v) ? v.length > 0 : v != null && v !== false
  const held = (v, asked) => many(asked).map(t => {
    if (isList(v)) return v.includes(t)
    const wanted = words(t), mine = words(v)
    return wanted.length > 0 && wanted.every(w => mine.includes(w))
  })
  const size = v => isText(v) ? [...v].length : isList(v) ? v.length : typeof v == 'number' ? v : 0
  const tests = {
    filled: (v, o) => filled(v) == o,
    has: (v, o) => held(v, o).every(x => x),
    lacks: (v, o) => !held(v, o).some(x => x),
    like: (v, o) => sorted(v) > '' && sorted(v) == sorted(o),
    digits: (v, o) => digits(v) > '' && digits(v) == digits(o),
    min: (v, o) => size(v) >= o,
    max: (v, o) => size(v) <= o
  }
  const resolve = (v, state, card, chosen) => !isText(v) || v[0] != '$' ? v
    : v == '$value' ? chosen : v.startsWith('$card.') ? card[v.slice(6)] : state[v.slice(1)]
  const nameOf = a => isText(a) ? a : Object.keys(a)[0]
  const progress = (wanted, path) => path.reduce((n, a) => n + (nameOf(a) == wanted[n]), 0)
  const holds = (p, state, path, card) => every(p, (name, wanted) => {
    if (name == 'any') return wanted.some(one => holds(one, state, path, card))
    if (name == 'did') return progress(wanted, path) == wanted.length
    const value = state[name], real = v => resolve(v, state, card)
    if (isList(wanted) || typeof wanted != 'object') {
      return !isList(value) && many(wanted).some(one => value === real(one))
    }
    return every(wanted, (op, o) => own(tests, op) && tests[op](value, isList(o) ? o.map(real) : real(o)))
  })

  // The reducer
  const start = b => ({...b.start})
  const ended = (b, state, path) => holds(b.goal.ends, state, path, b.card)
  const split = a => {
    if (isText(a)) return [a]
    const pairs = a && !isList(a) ? Object.entries(a) : []
    return pairs.length == 1 && (isText(pairs[0][1]) || pairs[0][1] === true) ? pairs[0] : ['']
  }
  const optionOf = (b, state, slot, value = state[slot]) => {
    for (const name of own(b.lists, slot) || []) {
      const option = (b.options[name] || []).find(o => o.id === value)
      if (option) return option
    }
  }
  const allowed = (b, rule, state) => every(rule.only_for, (slot, flag) => (optionOf(b, state, slot) || {})[flag])
  const listed = (rule, state, v) => (!rule.is_in || state[rule.is_in].includes(v)) &&
    !(rule.not_in && state[rule.not_in].includes(v))
  const apply = (b, state, action, path = []) => {
    const [name, value] = split(action)
    if (name == 'back' && value == null) {
      const back = b.world.screens[state.screen].back
      return back ? {...state, screen: back} : state
    }
    const rule = own(b.world.actions, name)
    if (!rule || !many(rule.at).includes(state.screen) || !holds(rule.needs, state, path, b.card) ||
      !allowed(b, rule, state)) return state
    let chosen = value, goes
    if (!rule.takes) {
      if (value != null) return state
    } else if (rule.takes == 'text') {
      if (!isText(value) || size(value) > 500) return state
    } else if (rule.takes == 'secret') {
      if (!filled(value)) return state
      chosen = true
    } else {
      const option = (b.options[rule.takes] || []).find(o => o.id === value)
      if (!option || option.full) return state
      goes = option.goes
    }
    if (!listed(rule, state, chosen)) return state
    const after = {...state}
    EFFECTS.forEach(effect => every(rule[effect], (slot, wanted) => {
      const v = resolve(wanted, state, b.card, chosen), list = after[slot]
      if (effect == 'set') after[slot] = v
      else if (!list.includes(v)) effect == 'remove' || (after[slot] = [...list, v])
      else if (effect != 'add') after[slot] = list.filter(x => x !== v)
      return true
    }))
    if (goes) after.screen = goes
    return after
  }
  const keep = (b, action) => {
    const [name, value] = split(action)
    return value != null && b.world.actions[name].takes == 'secret' ? {[name]: true} : action
  }
  const walk = (b, actions, see) => {
    let state = start(b), path = []
    see(state, path)
    for (const action of actions) {
      if (ended(b, state, path)) break
      const after = apply(b, state, action, path)
      if (after !== state) path = [...path, keep(b, action)]
      see(state = after, path)
    }
  }
  const play = (b, actions) => {
    let last
    walk(b, actions, (state, path) => { last = [state, path] })
    return last
  }

  // What to draw
  const slotOf = rule => {
    for (const effect of EFFECTS) {
      for (const slot in effect == 'remove' ? {} : rule[effect]) if (rule[effect][slot] == '$value') return slot
    }
  }
  const kinds = {
    choices(b, state, show, rule) {
      const now = state[slotOf(rule)]
      const options = (b.options[rule.takes] || []).filter(o => listed(rule, state, o.id)).map(o => ({
        id: o.id, label: o.label, full: !!o.full, chosen: many(now).includes(o.id),
        note: o.note || '', address: o.address || ''
      }))
      return options.length && {as: show.as || 'list', label: show.label || '', options}
    },
    button: (b, state, show) => ({label: show.label}),
    input: (b, state, show, rule) => ({
      label: show.label, input: show.kind || 'text', value: rule.takes == 'secret' ? '' : state[slotOf(rule)] || ''
    }),
    values(b, state, show, slots) {
      const rows = slots.map(slot => ({
        slot, label: own(b.slots, slot) || '',
        text: many(state[slot]).map(v => (optionOf(b, state, slot, v) ||
          {label: typeof v == 'boolean' ? '' : String(v)}).label).filter(t => t).join(', ')
      })).filter(row => row.text)
      return rows.length && {rows}
    },
    body(b, state, show, slot) {
      const text = (optionOf(b, state, slot) || {}).says
      return text && {text}
    },
    sound(b, state, show, key) {
      if (show.by) key += '_' + state[show.by]
      const text = own(b.says, key)
      return text && {key, text}
    },
    address_bar: (b, state) => ({
      address: Object.keys(b.lists).map(slot => (optionOf(b, state, slot) || {}).address).find(a => a) ||
        (b.site || {}).address || ''
    }),
    text: (b, state, show, text) => ({text})
  }
  const screen = (b, state, path = []) => {
    const page = b.world.screens[state.screen]
    const widgets = page.show.map(show => {
      if (!holds(show.if, state, path, b.card)) return
      const kind = Object.keys(kinds).find(k => k in show), action = show[kind]
      if (/values|body|sound|text/.test(kind)) {
        const drawn = kinds[kind](b, state, show, action)
        return drawn && {kind, ...drawn}
      }
      const rule = own(b.world.actions, action)
      if (!rule || !allowed(b, rule, state)) return
      const ready = holds(rule.needs, state, path, b.card), isButton = kind == 'button'
      if (!ready && (kind == 'choices' || kind == 'input')) return
      const drawn = kinds[kind](b, state, show, rule)
      return drawn && {kind, action, ...drawn, ...(isButton ? {ready} : {})}
    }).filter(w => w)
    const title = page.title_of ? (optionOf(b, state, page.title_of) || {}).label
      : page.title_by ? own(page.titles, state[page.title_by]) : page.title
    return {screen: state.screen, title: title || '', back: !!page.back, widgets}
  }

  // Grading
  const outcome = (score, max, reached, slips, slip_texts, trapped, ended, kind, path) =>
    ({score, max, reached, slips, slip_texts, trapped, ended, kind, path})
  const simulator = (b, actions) => {
    const slips = b.slips || [], met = new Set()
    let now = [], fresh = [], state, path, first
    walk(b, actions, (s, p) => {
      const before = now
      state = s
      path = p
      now = slips.map((_, i) => i).filter(i => holds(slips[i].when, s, p, b.card))
      fresh = first ? now.filter(i => !before.includes(i)) : []
      first = first || s
      fresh.forEach(i => met.add(i))
    })
    const over = ended(b, state, path), steps = b.goal.steps
    const reached = steps.filter(({when}) => holds(when, state, path, b.card) &&
      (over || !holds(when, first, [], b.card))).map(step => step.id)
    const trapped = !!b.trap && holds(b.trap.when, state, path, b.card)
    return outcome(reached.length, steps.length, reached, met.size, fresh, trapped, over, trapped ? 'trapped'
      : !over || !reached.length ? 'retry' : reached.length == steps.length ? 'success' : 'partial', path)
  }
  const bare = (t, field) => field.exact ? (t || '').replace(/^ +| +$/g, '') : plain(t).replace(/ /g, '')
  const ids = options => options.map(o => o.id)
  const markers = {
    multiple(b, v) {
      const right = ids(b.options.filter(o => o.right)), chosen = [...new Set(v || [])]
      const hits = right.filter(id => chosen.includes(id)), wrong = chosen.filter(id => !right.includes(id))
      return [Math.max(0, hits.length - wrong.length), right.length, hits, wrong]
    },
    choice: (b, v) => {
      const [score, , hits, wrong] = markers.multiple(b, v == null ? [] : [v])
      return [score, 1, hits, wrong]
    },
    order({answer}, v) {
      let score = 0
      const n = answer.length, given = v || []
      given.forEach((x, i) => given.slice(i).forEach(y => { score += answer.indexOf(x) < answer.indexOf(y) }))
      const placed = answer.filter((x, i) => given[i] == x)
      return [score, n * (n - 1) / 2, placed, given.filter(x => !placed.includes(x))]
    },
    match: ({answer}, v) => pairs(Object.keys(answer), v || {}, (k, t) => t === answer[k]),
    fill: ({fields}, v) => pairs(ids(fields), v || {}, (k, t) => {
      const field = fields.find(f => f.id == k)
      return field.answer.some(a => bare(a, field) == bare(t, field))
    })
  }
  const pairs = (keys, given, right) => {
    const reached = keys.filter(k => right(k, own(given, k)))
    return [reached.length, keys.length, reached, keys.filter(k => own(given, k) && !reached.includes(k))]
  }
  const grade = (b, value) => {
    if (b.world) return simulator(b, value || [])
    const [score, max, reached, wrong] = markers[b.child || b.type](b, value)
    return outcome(score, max, reached, wrong.length, wrong, false, true,
      score == max ? 'success' : score ? 'partial' : 'retry', [])
  }

  // The way to the goal, for hints: the actions left from here (practice only)
  const didLists = t => t && typeof t == 'object' ? [...(isList(t.did) ? [t.did] : []), ...Object.values(t).flatMap(didLists)] : []
  const moves = (b, state, path, typed, values) => {
    const {back, widgets} = screen(b, state, path)
    const found = widgets.filter(w => w.action).flatMap(({kind, action, options}) =>
      kind == 'input' ? (typed[action] || []).map(v => ({[action]: v}))
        : kind != 'choices' ? [action]
          : options.filter(o => values.includes(o.id) || o.chosen || b.world.actions[action].remove).map(o => ({[action]: o.id})))
    return back ? [...found, 'back'] : found
  }
  const way = (b, actions) => {
    const [state, path] = play(b, actions), typed = {}, values = [], orders = didLists(b)
    for (const action of b.solution || []) {
      const [name, value] = split(action)
      typed[name] = [...(typed[name] || []), value]
      values.push(value)
    }
    const key = (s, p) => JSON.stringify([Object.values(s).map(v => isList(v) ? [...v].sort() : v), orders.map(o => progress(o, p))])
    const queue = [[state, path, []]], seen = new Set([key(state, path)])
    let best = [], most = -1
    while (b.solution && queue.length && seen.size < 2000) {
      const [here, log, taken] = queue.shift()
      if (ended(b, here, log)) {
        const met = b.goal.steps.filter(step => holds(step.when, here, log, b.card)).length
        if (met > most) { best = taken; most = met }
        if (met == b.goal.steps.length) break
        continue
      }
      for (const action of moves(b, here, log, typed, values)) {
        const after = apply(b, here, action, log), longer = [...log, action], name = key(after, longer)
        if (after !== here && !seen.has(name)) {
          seen.add(name)
          queue.push([after, longer, [...taken, action]])
        }
      }
    }
    return best
  }

  return {start, apply, keep, play, ended, screen, grade, way}
})()

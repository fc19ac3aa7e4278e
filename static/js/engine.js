// Simulators. Twin of platform/exercises (docs/modules.md), for one client bundle; a state carries its log, `path`
var HalteEngine = b => {
  const {actions, options, goal = {}} = b
  const every = (o = {}, f) => Object.keys(o).every(k => f(k, o[k]))
  const split = a => isText(a) ? [a] : Object.entries(a)[0]

  // Predicates
  const sorted = t => wordsIn(t).sort().join()
  const digits = t => isText(t) ? t.replace(/\D/g, '') : ''
  const size = v => isText(v) || isList(v) ? [...v].length : +v
  const filled = v => isText(v) ? !!sorted(v) : isList(v) ? v.length > 0 : v !== false
  const has = v => t => isList(v) ? v.includes(t) : !!sorted(t) && wordsIn(t).every(w => wordsIn(v).includes(w))
  const alike = bare => (v, o) => bare(v) && bare(v) == bare(o)
  const tests = {
    filled: (v, o) => filled(v) == o,
    has: (v, o) => many(o).every(has(v)),
    lacks: (v, o) => !many(o).some(has(v)),
    like: alike(sorted),
    digits: alike(digits),
    min: (v, o) => size(v) >= o,
    max: (v, o) => size(v) <= o
  }
  const resolve = (v, state, chosen) => isText(v) && v[0] == '$' ? v == '$value' ? chosen : state[v.slice(1)] : v
  const progress = (wanted, {path}) => path.reduce((n, a) => n + (split(a)[0] == wanted[n]), 0)
  const holds = (p, state) => every(p, (name, wanted) => {
    const value = state[name], real = v => isList(v) ? v.map(real) : resolve(v, state)
    return name == 'any' ? wanted.some(one => holds(one, state))
      : name == 'did' ? progress(wanted, state) == wanted.length
      : isList(wanted) || typeof wanted != 'object' ? many(real(wanted)).includes(value)
      : every(wanted, (op, o) => tests[op](value, real(o)))
  })

  // The reducer
  const start = () => ({...b.start, path: []})
  const ended = state => holds(goal.ends, state)
  const find = (list, id) => (options[list] || []).find(o => o.id === id)
  const optionOf = (slot, id) => (b.lists[slot] || []).map(list => find(list, id)).find(o => o)
  const chosenIn = (state, slot) => optionOf(slot, state[slot]) || {}
  const allowed = (rule, state) => every(rule.only_for, (slot, flag) => chosenIn(state, slot)[flag])
  const listed = ({is_in, not_in}, state, v) =>
    !(is_in && !state[is_in].includes(v) || not_in && state[not_in].includes(v))
  const apply = (state, action) => {
    const [name, value] = split(action), {back} = b.screens[state.screen], path = [...state.path, action]
    if (name == 'back' && !value) return back ? {...state, screen: back, path} : state
    const rule = actions[name] || {}, {takes} = rule, secret = takes == 'secret'
    const option = find(takes, value), chosen = secret || value
    const good = !takes ? value == null : takes == 'text' ? isText(value) && size(value) <= 500
      : secret ? value != null && filled(value) : option && !option.full
    if (!good || !many(rule.at).includes(state.screen) || !allowed(rule, state) || !holds(rule.needs, state) ||
      !listed(rule, state, chosen)) return state
    const after = {...state, path}
    if (secret) path[path.length - 1] = {[name]: true}
    for (const effect of ['set', 'add', 'remove', 'toggle']) {
      for (const slot in rule[effect]) {
        const v = resolve(rule[effect][slot], state, chosen), list = after[slot]
        after[slot] = effect == 'set' ? v
          : !list.includes(v) ? effect == 'remove' ? list : [...list, v]
          : effect == 'add' ? list : list.filter(x => x !== v)
      }
    }
    if (option && option.goes) after.screen = option.goes
    return after
  }

  // What to draw
  const screen = state => {
    const {title, title_of, title_by, titles, back, show} = b.screens[state.screen]
    const widgets = show.flatMap(({if: condition, slots, slot, by, of, ...widget}) => {
      const {kind, action} = widget, rule = action ? actions[action] : {}
      if (!rule || !holds(condition, state) || !allowed(rule, state)) return []
      const ready = holds(rule.needs, state), {takes} = rule, held = state[rule.into]
      let shown = action || kind == 'address'
      if (kind == 'button') return {...widget, ready}
      if (kind == 'input') widget.value = takes == 'secret' ? '' : held
      if (kind == 'choices') {
        widget.options = (options[takes] || []).filter(o => listed(rule, state, o.id))
          .map(o => ({...o, chosen: many(held).includes(o.id)}))
        shown = widget.options[0]
      }
      if (slots) {
        widget.rows = slots.map(slot => ({
          label: b.slots[slot] || '',
          text: many(state[slot]).map(v => (optionOf(slot, v) || {label: v}).label).join(', ')
        })).filter(row => row.text)
        shown = widget.rows[0]
      }
      if (slot) widget.text = chosenIn(state, slot).says
      if (by) widget.key += '_' + state[by]
      if (widget.key) widget.text = b.says[widget.key]
      if (of) widget.address = of.map(slot => chosenIn(state, slot).address).find(a => a) || widget.address
      return ready && (shown || widget.text) ? widget : []
    })
    const words = title_of ? chosenIn(state, title_of).label : title_by ? titles[state[title_by]] : title
    return {screen: state.screen, title: words || '', back: !!back, widgets}
  }

  // Grading
  const simulator = log => {
    const {slips = [], trap} = b, {steps} = goal, met = new Set(), first = start()
    const meets = state => slips.map((_, i) => i).filter(i => holds(slips[i].when, state))
    let state = first, slip_texts = []
    for (const action of log) {
      if (ended(state)) break
      const before = meets(state)
      state = apply(state, action)
      slip_texts = meets(state).filter(i => !before.includes(i))
      slip_texts.forEach(i => met.add(i))
    }
    const over = ended(state), trapped = !!trap && holds(trap.when, state)
    const reached = steps.filter(({when}) => holds(when, state) && (over || !holds(when, first))).map(step => step.id)
    return {reached, score: reached.length, max: steps.length, slips: met.size, slip_texts, trapped, ended: over, state}
  }
  const grade = value => judged(simulator(value || []))

  // `way`, the shortest way to the goal, comes when the page stands (way.js)
  return {start, apply, screen, grade, split, holds, progress, way: () => []}
}

// Questions. Twin of platform/exercises/answers.py, for one client bundle
const bare = (t, {exact}) => {
  t = typed(t)
  return exact ? t : plain(t).replace(/\s/g, '')
}
const typed = t => t.replace(/’/g, "'").replace(/\u2011/g, '-').trim()
// To the letter: one kind of space, and each letter as one sign
const letters = t => [...typed(t).replace(/\s/g, ' ').normalize('NFC')]
const distance = (a, b) => a.reduce((row, x, i) => b.reduce((made, y, j) =>
  [...made, Math.min(row[j] + (x != y), row[j + 1] + 1, made[j] + 1)], [i + 1]), [0, ...b.map((_, j) => j + 1)]).pop()
const closest = ({answer}, t) => answer.map(letters).reduce((best, one) => distance(t, one) < distance(t, best) ? one : best)

var HalteEngine = b => {
  const {type, child = type, answer, parts, options, write} = b, ids = list => list.map(o => o.id)
  const points = (part, text) => {
    const t = letters(text), wanted = closest(part, t), {length} = wanted, far = distance(t, wanted)
    return !far ? 2 : !part.exact && far <= Math.min(Math.max(1, length / 5 | 0), length - 1) ? 1 : 0
  }
  const question = value => {
    let chosen = [...new Set(value == null ? [] : many(value))], score, right, max
    if (write) {
      right = chosen = wordsIn(value)[0] ? ['write'] : []
      max = 1
    } else if (parts) {
      const given = value || {}
      const worth = p => type == 'keyboard' ? points(p, given[p.id] || '') : p.answer.some(a => bare(a, p) == bare(given[p.id] || '', p)) ? 2 : 0
      right = ids(parts.filter(p => worth(p) > 1))
      chosen = [...right, ...ids(parts).filter(id => given[id] && !right.includes(id))]
      max = parts.length
      if (type == 'keyboard') {
        max *= 2
        score = parts.reduce((sum, p) => sum + worth(p), 0)
      }
    } else if (child == 'order') {
      right = answer.filter((x, i) => chosen[i] == x)
      max = answer.length * (answer.length - 1) / 2
      score = 0
      chosen.map((x, i) => chosen.slice(i).map(y => { score += answer.indexOf(x) < answer.indexOf(y) }))
    } else {
      right = ids(options.filter(o => o.right || o.rating > 2))
      max = right.length
      if (type == 'case') {
        max = 3
        score = options.reduce((sum, o) => chosen.includes(o.id) ? o.rating : sum, 0)
      }
    }
    const reached = right.filter(id => chosen.includes(id)), slip_texts = chosen.filter(id => !right.includes(id))
    const slips = slip_texts.length
    if (score == null) score = Math.max(0, reached.length - (parts ? 0 : slips))
    return {reached, score, max, slips, slip_texts, trapped: false, ended: true}
  }
  return {grade: value => judged(question(value))}
}

// The shortest way to the goal, for hints: the actions left (practice only). It comes when the page stands (late.js)
var HalteWay = ({actions, goal, solution, dids}, {apply, holds, progress}) => first => {
  const isList = Array.isArray, ended = state => holds(goal.ends, state)
  const key = ({path, ...slots}) => JSON.stringify([
    Object.values(slots).map(v => isList(v) ? [...v].sort() : v), dids.map(wanted => progress(wanted, {path}))
  ])
  const seen = new Set([key(first)]), queue = [first]
  let best, most = -1
  for (const state of queue) {
    if (seen.size > 1999) break
    if (ended(state)) {
      const met = goal.steps.filter(({when}) => holds(when, state)).length
      if (met > most) best = state, most = met
      if (met == goal.steps.length) break
    } else {
      const undo = Object.keys(actions).flatMap(name => {
        const held = state[actions[name].into]
        return [name, ...(isList(held) ? held : []).map(v => ({[name]: v}))]
      })
      for (const action of [...solution, ...undo, 'back']) {
        const after = apply(state, action), name = key(after)
        if (!seen.has(name)) {
          seen.add(name)
          queue.push(after)
        }
      }
    }
  }
  return best ? best.path.slice(first.path.length) : []
}

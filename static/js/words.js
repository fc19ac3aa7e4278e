// Texts, and what an answer is worth: for questions and simulators (docs/player.md)
const isText = v => typeof v == 'string'
const isList = Array.isArray
const many = v => isList(v) ? v : [v]
const plain = t => isText(t) ? t.normalize('NFD').toLowerCase().replace(/\p{M}/gu, '').replace(/œ/g, 'oe') : ''
const wordsIn = t => plain(t).split(/[^\p{L}\p{N}]+/u).filter(w => w)
const judged = outcome => {
  const {score, max, trapped, ended} = outcome
  return {...outcome, kind: trapped ? 'trapped' : !score || !ended ? 'retry' : score == max ? 'success' : 'partial'}
}

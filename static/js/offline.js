// Keeps what she answers until the server has it (docs/offline.md). `sent`: 1, or why the server refuses it for good.
// `put` keeps an answer, `post` sends what waits, `go` leads on; `waits`: what no storage took, and leaving would lose
var HalteKeep = () => {
  const {who, own} = document.documentElement.dataset, pill = $('#unsent')
  if (!who) return {waits() {}, late() {}, go: next => location = next}
  let loose = [], fails = 0, sending, timer, told
  const mine = async () => [...await every().catch(() => []), ...loose].filter(e => e.who == who)
  const left = async () => (await mine()).filter(e => !e.sent)
  const show = async () => {
    const all = await mine(), {n, bad, kept, here} = pill.dataset, unsent = all.filter(e => !e.sent).length
    const refused = all.filter(e => e.sent && e.sent != 1).length, spot = $('#kept')
    pill.hidden = !unsent && !refused
    pill.textContent = told || (unsent ? n + ' ' + unsent : bad + ' ' + refused)
    if (told) pill.href = '/c/'
    if (spot) spot.textContent = unsent ? told || (loose[0] ? here : kept) : ''
  }
  const settle = (e, sent) => e.n ? log('readwrite', all => own || sent != 1 ? all.put({...e, sent}) : all.delete(e.n))
    : sent == 1 ? loose = loose.filter(one => one != e) : e.sent = sent
  const send = async () => {
    for (let size = 20; ;) {
      const items = (await left()).slice(0, size), cut = new AbortController
      if (!items[0]) return
      setTimeout(() => cut.abort(), 15e3)
      const reply = await fetch('/l/answers/', {
        method: 'POST', headers: {'content-type': 'application/json'}, signal: cut.signal,
        body: JSON.stringify({learner: who, answers: items.map(e => ({...e, sequence: e.n}))})
      })
      if (reply.status > 422) throw fails++
      const {results, error} = await reply.json(told = 0)
      // What is neither comes from somebody on the way, not from Halte
      if (reply.status == 401 || !results && !error) throw told = error
      if (results) for (const i in results) await settle(items[i], results[i].message || 1)
      else if (size > 1) size = 1
      else await settle(items[0], error)
    }
  }
  const post = () => {
    const slow = setTimeout(show, 2e3)
    return sending = sending || (navigator.locks ? navigator.locks.request('halte', send) : send()).then(() => fails = 0, () => 0)
      .then(() => show(sending = clearTimeout(slow)))
  }
  // Every minute while she looks, ever later while the server says that it can't
  const tick = () => {
    clearTimeout(timer)
    timer = setTimeout(() => tick(document.hidden || post()), 6e4 * (1 + fails))
  }
  const auto = () => fails || document.hidden || post()
  show(tick(auto()))
  ononline = document.onvisibilitychange = auto
  onbeforeunload = () => loose[0]
  const soon = () => Promise.race([post(), new Promise(go => setTimeout(go, 4e3))])
  return {
    put: async e => {
      const key = crypto.getRandomValues(new Uint8Array(32)).map(byte => byte % 10).join('')
      e = {...e, who, key, at: new Date(), of: document.title}
      await log('readwrite', all => all.add(e)).catch(() => loose.push(e))
      post()
    },
    left, post: soon,
    waits: () => loose[0],
    late: () => !pill.hidden,
    drop: () => loose = [],
    // Where the server would lead; while it lacks an answer, the worker says where (worker.js)
    go: async (next, {assignment}) => {
      await soon()
      if (!(await left())[0]) location = next
      else if (!loose[0] && (navigator.serviceWorker || {}).controller) location = `/l/${assignment}/`
    }
  }
}

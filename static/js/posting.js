// Sends an answer at once, where there is a network (courses/training): what offline.js is on a learner's phone.
// `put` keeps and sends it, `go` leads on when the server has it; until then the page says so, and Continue tries again
const $ = q => document.querySelector(q)
var HalteKeep = () => {
  const form = $('#f')
  let waiting = [], sending
  const send = async () => {
    while (waiting[0]) {
      const reply = await fetch(form.dataset.answers, {
        method: 'POST', redirect: 'error', headers: {'content-type': 'application/json'},
        body: JSON.stringify(waiting[0])
      })
      if (!reply.ok) throw (await reply.json()).error
      waiting.shift()
    }
  }
  const post = () => sending = sending || send().then(() => '', error => typeof error == 'string' ? error : form.dataset.late)
    .then(text => {
      sending = 0
      if ($('#kept')) $('#kept').textContent = text
    })
  addEventListener('beforeunload', e => waiting[0] && (e.returnValue = 1))
  return {
    put: e => {
      waiting.push({...e, key: crypto.getRandomValues(new Uint8Array(32)).map(byte => byte % 10).join('')})
      return post()
    },
    post, waits: () => waiting[0], late: () => waiting[0], drop: () => waiting = [],
    go: async next => {
      await post()
      if (!waiting[0]) location = next
    }
  }
}

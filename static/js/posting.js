// Sends an answer at once, where there is a network (courses/training): what offline.js is on a learner's phone.
// `put` keeps and sends it, `go` leads on when the server has it; until then the page says so, and Continue tries again
const $ = q => document.querySelector(q)
var HalteKeep = () => {
  const form = $('#f')
  let waiting, sending
  const send = async () => {
    const reply = await fetch(form.dataset.answers, {
      method: 'POST', headers: {'content-type': 'application/json', 'x-csrftoken': form.csrfmiddlewaretoken.value},
      body: JSON.stringify(waiting)
    })
    if (!reply.ok) throw (await reply.json()).error
    waiting = 0
  }
  const post = () => sending = sending || (waiting ? send() : Promise.resolve()).then(() => '', error => typeof error == 'string' ? error : form.dataset.late)
    .then(text => {
      sending = 0
      if ($('#kept')) $('#kept').textContent = text
    })
  addEventListener('beforeunload', e => waiting && (e.returnValue = 1))
  return {
    put: e => {
      waiting = {...e, key: form.key.value}
      return post()
    },
    post, waits: () => waiting, late: () => waiting, drop: () => waiting = 0,
    go: async next => {
      await post()
      if (!waiting) location = next
    }
  }
}

// Reads aloud, and shows the word that is spoken (docs/player.md). Before the door it is the page's only script.
var HalteSay = () => {
  const speech = window.speechSynthesis, root = document.documentElement, {lang} = root, marks = CSS.highlights, record = new Audio
  const voice = () => speech && speech.getVoices().find(v => v.lang.startsWith(lang))
  // Voices come late, or never: the button keeps its place, for nothing on the page may jump (tests/browser/test_budgets.py)
  const voices = () => root.classList.toggle('mute', !voice())
  if (speech) speech.onvoiceschanged = voices
  voices()
  // What several ids hold, in that order, as far as it can be seen; of choices that many lists share, those of the first
  const speak = ids => {
    const nodes = []
    let text = ''
    for (const id of ids) {
      const from = document.getElementById(id), walk = from && document.createTreeWalker(from, 4)
      while (walk && walk.nextNode()) {
        const node = walk.currentNode
        if (!node.parentNode.closest('.say,[hidden],label~label select')) {
          nodes.push([node, text.length])
          text += node.data + '\n'
        }
      }
    }
    const told = new SpeechSynthesisUtterance(text)
    if (marks) {
      told.onboundary = ({charIndex, charLength}) => {
        const [node, start] = nodes.filter(([, start]) => start <= charIndex).pop(), range = new Range()
        range.setStart(node, charIndex - start)
        range.setEnd(node, charIndex - start + charLength)
        marks.set('say', new Highlight(range))
      }
      told.onend = () => marks.clear()
    }
    speech.speak(Object.assign(told, {lang, voice: voice()}))
  }
  addEventListener('click', e => {
    const button = e.target.closest('[data-say]')
    if (!button) return
    const {say, sound} = button.dataset, ids = say.split(' ')
    record.pause()
    if (speech) speech.cancel()
    // A recording is of what `say` names; the voice says what stands beside it, and all of it where the recording
    // can't be had (no network) or played (a format that this phone doesn't know)
    record.onended = () => voice() && speak(ids.filter(id => id[0] != 's'))
    sound ? Object.assign(record, {src: sound}).play().catch(() => speak(ids)) : speak(ids)
  })
}
if (typeof document == 'object') HalteSay()

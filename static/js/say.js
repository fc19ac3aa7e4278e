// Reads aloud, and shows the word that is spoken (docs/player.md). Before the door it is the page's only script.
var HalteSay = () => {
  const speech = window.speechSynthesis, root = document.documentElement, {lang} = root, marks = CSS.highlights, record = new Audio
  const voice = () => speech && speech.getVoices().find(v => v.lang.startsWith(lang))
  // Voices come late, or never: the button keeps its place, for nothing on the page may jump (tests/browser/test_budgets.py)
  const voices = () => root.classList.toggle('mute', !voice())
  if (speech) speech.onvoiceschanged = voices
  voices()
  addEventListener('click', e => {
    const button = e.target.closest('[data-say]')
    if (!button) return
    const {say, sound} = button.dataset, walk = document.createTreeWalker(document.getElementById(say), 4), nodes = []
    let text = ''
    while (walk.nextNode()) {
      nodes.push([walk.currentNode, text.length])
      text += walk.currentNode.data + '\n'
    }
    record.pause()
    if (speech) speech.cancel()
    if (sound) return Object.assign(record, {src: sound}).play()
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
  })
}
if (typeof document == 'object') HalteSay()
